import type { Metadata } from "next";

import { ClusterPage } from "../../../components/cluster-page.tsx";
import { clusterText } from "../../../messages/cluster-text.ts";
import { text } from "../../../messages/text.ts";

export const metadata: Metadata = { title: `${clusterText().title} · ${text.product}` };

export default function Page() {
  return <ClusterPage />;
}
