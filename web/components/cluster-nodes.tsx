import type { ClusterStatus, NodeStatus } from "@parley/client/model.ts";

import { isUp, learnt, summarise } from "../hooks/cluster-summary.ts";
import { span } from "../messages/dates.ts";
import { clusterText } from "../messages/cluster-text.ts";

const HEAD = "px-2 py-2 md:px-3 text-start text-xs font-semibold text-ink-soft";
const CELL = "px-2 py-2.5 md:px-3 tabular-nums";
/** Of interest, but not on a phone. */
const WIDE_ONLY = "max-md:hidden";
/** Heard of within this is "now": peers report once a second. */
const NOW_MS = 1_500;

/** One row a node, as the answering node knows it. */
export function ClusterNodes({ status }: { readonly status: ClusterStatus }) {
  const { commitIndex, term } = summarise(status);
  return (
    <section className="border-line bg-raised overflow-x-auto rounded-2xl border">
      <table aria-label={clusterText().nodes} className="w-full text-sm">
        <thead className="border-line border-b">
          <tr>
            <th className={`${HEAD} ps-4 md:ps-5`}>{clusterText().node}</th>
            <th className={HEAD}>{clusterText().term}</th>
            <th className={`${HEAD} ${WIDE_ONLY}`}>{clusterText().commit}</th>
            <th className={HEAD}>{clusterText().applied}</th>
            <th className={HEAD}>{clusterText().lag}</th>
            <th className={HEAD}>{clusterText().heard}</th>
            <th className={`${HEAD} ${WIDE_ONLY}`}>{clusterText().streams}</th>
            <th className={`${HEAD} ${WIDE_ONLY}`}>{clusterText().memory}</th>
            <th className={`${HEAD} ${WIDE_ONLY} pe-5`}>{clusterText().uptime}</th>
          </tr>
        </thead>
        <tbody>
          {status.nodes.map((node) => (
            <NodeRow
              key={node.node}
              node={node}
              up={isUp(node, status)}
              leads={node.role === "leader" && node.term === term}
              commitIndex={commitIndex}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface NodeRowProps {
  readonly node: NodeStatus;
  readonly up: boolean;
  readonly leads: boolean;
  readonly commitIndex: number;
}

function NodeRow({ node, up, leads, commitIndex }: NodeRowProps) {
  const behind = Math.max(0, commitIndex - node.appliedIndex);
  const isKnown = up || node.term > 0;
  const shown = (value: string): string => (isKnown ? value : "–");
  return (
    <tr
      data-node={node.node}
      data-role={up ? node.role : "unknown"}
      data-up={up}
      className={`border-line border-b last:border-0 ${up ? "" : "text-ink-soft"}`}
    >
      <th scope="row" className="py-2.5 ps-4 pe-2 text-start font-normal whitespace-nowrap md:ps-5">
        <span className="block font-semibold">{node.node}</span>
        <span
          className={`block text-xs ${leads ? "text-accent font-semibold" : up ? "text-ink-soft" : "text-danger font-semibold"}`}
        >
          {up ? roleOf(node, commitIndex) : clusterText().down}
        </span>
      </th>
      <td className={CELL}>{shown(String(node.term))}</td>
      <td className={`${CELL} ${WIDE_ONLY}`}>{shown(String(node.commitIndex))}</td>
      <td className={CELL}>{shown(String(node.appliedIndex))}</td>
      <td className={CELL}>{shown(String(behind))}</td>
      <td className={`${CELL} whitespace-nowrap`}>{shown(heard(node))}</td>
      <td className={`${CELL} ${WIDE_ONLY}`}>{up ? String(node.streams) : "–"}</td>
      <td className={`${CELL} ${WIDE_ONLY}`}>
        {up ? clusterText().megabytes((node.memoryBytes / 1e6).toFixed(0)) : "–"}
      </td>
      <td className={`${CELL} ${WIDE_ONLY} pe-5 whitespace-nowrap`}>
        {up ? span(node.uptimeMs) : "–"}
      </td>
    </tr>
  );
}

function roleOf(node: NodeStatus, commitIndex: number): string {
  if (node.role === "learner") return clusterText().learning(learnt(node, commitIndex));
  return clusterText().roles[node.role];
}

function heard(node: NodeStatus): string {
  return node.heardMsAgo < NOW_MS ? clusterText().now : clusterText().ago(span(node.heardMsAgo));
}
