import type { ClusterStatus } from "@parley/client/model.ts";

import { isUp, summarise } from "../hooks/cluster-summary.ts";
import { clusterText } from "../messages/cluster-text.ts";

/** The one sentence, and the figures behind it. */
export function ClusterHead({ status }: { readonly status: ClusterStatus }) {
  const { up, all, spare, leader, term, commitIndex } = summarise(status);
  return (
    <section className="border-line bg-raised rounded-2xl border p-5 md:p-6">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-4">
        <ul aria-hidden="true" className="flex gap-2">
          {status.nodes.map((node) => (
            <li
              key={node.node}
              className={`grid size-11 place-items-center rounded-full text-sm font-bold ${dotLook(
                isUp(node, status),
                node.node === leader,
              )}`}
            >
              {node.node}
            </li>
          ))}
        </ul>
        <p
          data-testid="cluster-sentence"
          className={`text-xl font-bold text-balance md:text-2xl ${spare < 0 ? "text-danger" : ""}`}
        >
          {spare < 0 ? clusterText().noMajority(up, all) : clusterText().sentence(up, all, spare)}
        </p>
      </div>
      <dl className="mt-5 grid grid-cols-2 gap-4 md:grid-cols-4">
        <Figure
          name={clusterText().leader}
          value={leader === "" ? clusterText().noLeader : leader}
        />
        <Figure name={clusterText().term} value={String(term)} />
        <Figure name={clusterText().commit} value={String(commitIndex)} />
        <Figure name={clusterText().answeredBy} value={status.node} />
      </dl>
    </section>
  );
}

function dotLook(up: boolean, leads: boolean): string {
  if (!up) return "border-2 border-dashed border-field-line text-ink-soft";
  return leads ? "bg-accent text-on-accent" : "bg-accent-wash text-accent-strong";
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-ink-soft text-xs font-semibold tracking-wide uppercase">{name}</dt>
      <dd className="text-xl font-semibold tabular-nums">{value}</dd>
    </div>
  );
}
