/** What a step did to the log, as events. */
import type { AppendRequest } from "../../src/raft/messages.ts";
import type { Index } from "../../src/raft/types.ts";
import {
  accepted,
  acceptEntries,
  advanceCommit,
  appendOwn,
  compact,
  holdsBefore,
  installSnapshot,
  learnCommit,
  matches,
  truncate,
} from "./actions-log.ts";
import { allow } from "./allow.ts";
import type { Explained } from "./explained.ts";
import type { SpecNode } from "./spec-state.ts";

export function explainLog(of: Explained): void {
  const { node, world, step, heard, persist, note } = of;
  const base = persist?.base ?? null;
  const request = heard?.type === "appendRequest" && heard.term === node.term ? heard : null;
  if (base !== null && step.input.kind === "snapshotFinished") {
    const last = node.log.termAt(base.index);
    const cut = last !== undefined && last !== base.term ? base.index : null;
    allow(persist?.truncateFrom === cut, "InstallSnapshot", `${node.name} cuts what conflicts`);
    installSnapshot(node, world, base);
    note("InstallSnapshot");
  } else if (base !== null) {
    compact(node, world, base);
    note("Compact");
  } else if (node.role === "leader") explainOwn(of);
  else explainAccepted(of, request);
  if (request !== null && isHeld(node, request))
    matches(node, request.prevIndex + request.entries.length);
}

function explainOwn({ node, step, persist, note }: Explained): void {
  const { input, effects } = step;
  allow(
    (persist?.truncateFrom ?? null) === null,
    "ClientRequest",
    `${node.name} leads and cuts its log (§5.4, Leader Append-Only)`,
  );
  const rejected = new Set(effects.flatMap((one) => (one.kind === "reject" ? one.ids : [])));
  const proposed = input.kind === "propose" ? input.proposals : [];
  const proposals = proposed.filter(({ id }) => !rejected.has(id));
  for (const entry of persist?.entries ?? []) {
    note(appendOwn(node, entry, proposals));
    node.log.append(entry);
  }
  allow(
    node.termStart <= node.log.lastIndex,
    "AppendNoop",
    `${node.name} leads term ${node.term} without a first entry of its own`,
  );
}

function explainAccepted({ node, persist, note }: Explained, request: AppendRequest | null): void {
  const fresh = persist?.entries ?? [];
  const truncateFrom = persist?.truncateFrom ?? null;
  if (fresh.length === 0 && truncateFrom === null) return;
  allow(request !== null, "AcceptEntries", `${node.name} changes its log and nobody asked`);
  acceptEntries(node, request, fresh);
  const { cut } = accepted(node, request);
  if (truncateFrom !== null || cut !== null) {
    truncate(node, truncateFrom, cut);
    note("TruncateConflict");
  }
  for (const entry of fresh) node.log.append(entry);
  note("AcceptEntries");
}

/** This log equals the leader's up to the end of what it sent. */
function isHeld(node: SpecNode, request: AppendRequest): boolean {
  if (!holdsBefore(node, request)) return false;
  return request.entries.every(
    ({ index, term }) => index <= node.commit || node.log.termAt(index) === term,
  );
}

export function explainCommitOfLeader(of: Explained): void {
  const node = of.node;
  const { commitIndex } = of.step.status;
  if (node.role !== "leader" || commitIndex <= node.commit) return;
  advanceCommit(node, of.world, commitIndex);
  of.note("AdvanceCommit");
}

export function explainCommitOfFollower(of: Explained): void {
  const node = of.node;
  const { commitIndex, isCounted } = of.step.status;
  if (commitIndex === node.commit) return;
  if (commitIndex < node.commit) {
    // A log that may lack something is held against the leader's again, from its base on.
    const isAllowed = !isCounted && commitIndex >= node.log.baseIndex;
    allow(isAllowed, "LearnCommit", `the commit index of ${node.name} falls to ${commitIndex}`);
    node.commit = commitIndex;
    return of.note("Distrust");
  }
  learnCommit(node, of.world, commitIndex, told(of));
  of.note("LearnCommit");
}

function told(of: Explained): Index | null {
  const heard = of.heard;
  if (heard === null || heard.term !== of.node.term) return null;
  const isTelling =
    heard.type === "appendRequest" ||
    heard.type === "heartbeatRequest" ||
    heard.type === "commitUpdate";
  return isTelling ? heard.commit : null;
}
