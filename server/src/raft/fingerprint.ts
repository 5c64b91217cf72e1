/**
 * A core's state as text, for the exhaustive explorer: cores with equal texts, equal logs in memory and on disk,
 * and equal writes under way go on equally. Timers are left out, so it must not let time decide anything.
 */
import type { Core } from "./core.ts";
import type { Reads } from "./reads.ts";

export function fingerprint(core: Core, reads: Reads): string {
  const { role, term, vote, leader, durable, isLeaderLost, termStart, transfer, log } = core;
  const peers = [...core.progress].map(([id, one]) => {
    const { match, next, state, isProbeSent, isFetching, sentCommit, confirmedRound } = one;
    return [id, match, next, state, isProbeSent, isFetching, sentCommit, confirmedRound];
  });
  return JSON.stringify([
    [role, term, vote, leader, durable, isLeaderLost, termStart, transfer],
    [...core.votes].toSorted(([one], [other]) => (one < other ? -1 : 1)),
    peers,
    [log.lastIndex, log.durableIndex, log.commitIndex, log.appliedIndex],
    [reads.questions, reads.unasked, reads.asked?.id, reads.waiting, reads.round, reads.inRound],
  ]);
}
