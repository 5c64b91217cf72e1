/** The texts of the cluster page, in every language: they come with that page and not before. */
import { deCluster } from "./de-cluster.ts";
import { enCluster } from "./en-cluster.ts";
import { language, type Language } from "./text.ts";

type ClusterCatalogue = typeof enCluster;

const CATALOGUES: Readonly<Record<Language, ClusterCatalogue>> = { en: enCluster, de: deCluster };

export function clusterText(): ClusterCatalogue {
  return CATALOGUES[language];
}
