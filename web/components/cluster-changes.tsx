import type { ClusterStatus } from "@parley/client/model.ts";

import { clockTime, fullTime } from "../messages/dates.ts";
import { clusterText } from "../messages/cluster-text.ts";

/** Who led when, newest first, as the answering node saw it. */
export function ClusterChanges({ status }: { readonly status: ClusterStatus }) {
  const changes = status.leaderChanges.filter((change) => change.leader !== "").toReversed();
  return (
    <section className="border-line bg-raised rounded-2xl border p-5">
      <h2 className="mb-2 font-semibold">{clusterText().changes}</h2>
      {changes.length === 0 && <p className="text-ink-soft">{clusterText().noChanges}</p>}
      <ol aria-label={clusterText().changes} className="flex flex-col gap-1 text-sm">
        {changes.map((change) => (
          <li key={`${String(change.term)}-${change.leader}`} className="flex gap-3">
            <time title={fullTime(change.atMs)} className="text-ink-soft tabular-nums">
              {clockTime(change.atMs)}
            </time>
            {clusterText().became(change.leader, change.term)}
          </li>
        ))}
      </ol>
    </section>
  );
}
