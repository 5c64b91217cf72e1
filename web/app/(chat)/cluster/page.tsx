import type { Metadata } from "next";

import { ClusterPage } from "../../../components/cluster-page.tsx";
import { text } from "../../../messages/text.ts";

export const metadata: Metadata = { title: `${text.cluster.title} · ${text.product}` };

export default function Page() {
  return <ClusterPage />;
}
