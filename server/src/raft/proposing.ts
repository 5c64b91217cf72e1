/**
 * What a leader takes into its log, and what it refuses before it is there: too large, or too far ahead of apply. A
 * refusal says that the command was not executed.
 */
import type { Core } from "./core.ts";
import { appendOwn, entryOf } from "./replication.ts";
import type { Proposal } from "./types.ts";

/** Proposals of one turn enter the log together: one persist, one append to each peer. */
export function propose(core: Core, proposals: readonly Proposal[]): void {
  if (core.role !== "leader") {
    const reason = core.knownLeader === null ? "NO_LEADER" : "NOT_LEADER";
    return core.emit({
      kind: "reject",
      what: "proposal",
      ids: proposals.map((one) => one.id),
      reason,
    });
  }
  if (core.transfer !== null) {
    // Not executed, and there will be a leader in a moment.
    const ids = proposals.map((one) => one.id);
    return core.emit({ kind: "reject", what: "proposal", ids, reason: "NO_LEADER" });
  }
  const accepted: Proposal[] = [];
  const { log } = core;
  const unapplied = {
    entries: log.lastIndex - log.appliedIndex,
    bytes: log.size.behind(log.appliedIndex),
  };
  for (const proposal of proposals) {
    const reason = refusalOf(core, proposal, unapplied);
    if (reason === null) {
      accepted.push(proposal);
      unapplied.entries += 1;
      unapplied.bytes += proposal.data.length;
    } else core.emit({ kind: "reject", what: "proposal", ids: [proposal.id], reason });
  }
  if (accepted.length === 0) return;
  const first = core.log.lastIndex + 1;
  core.emit({ kind: "appended", term: core.term, first, ids: accepted.map((one) => one.id) });
  appendOwn(
    core,
    accepted.map((one, offset) => entryOf(core, "command", one.data, offset)),
  );
}

function refusalOf(
  { limits }: Core,
  proposal: Proposal,
  unapplied: { readonly entries: number; readonly bytes: number },
): "TOO_LARGE" | "OVERLOADED" | null {
  if (proposal.data.length > limits.entryBytes) return "TOO_LARGE";
  const isFull =
    unapplied.entries >= limits.unappliedEntries || unapplied.bytes >= limits.unappliedBytes;
  return isFull ? "OVERLOADED" : null;
}
