/** The texts of the cluster page, in every language: they come with that page and not before. */
import { deCluster } from "./de-cluster.ts";
import { enCluster } from "./en-cluster.ts";
import { inLanguage } from "./text.ts";

export const clusterText = inLanguage<typeof enCluster>({ en: enCluster, de: deCluster });
