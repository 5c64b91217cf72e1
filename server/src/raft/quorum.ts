/**
 * Majority arithmetic, pure. In a joint configuration (§6) both majorities must agree; an empty
 * `outgoing` set agrees with everything.
 */
import { assert } from "../lib/assert.ts";
import type { Configuration, Index, RaftId } from "./types.ts";

/** The smallest number of voters that is more than half. */
export function majority(voters: number): number {
  return Math.trunc(voters / 2) + 1;
}

/** Both majorities say yes. */
export function hasQuorum(
  configuration: Configuration,
  saysYes: (voter: RaftId) => boolean,
): boolean {
  if (configuration.voters.length === 0) return false;
  return (
    majoritySays(configuration.voters, saysYes) && majoritySays(configuration.outgoing, saysYes)
  );
}

/** So many have said no that a quorum of yes is out of reach. */
export function isQuorumLost(
  configuration: Configuration,
  saysNo: (voter: RaftId) => boolean,
): boolean {
  return !hasQuorum(configuration, (voter) => !saysNo(voter));
}

/** The highest index that a quorum holds (§5.3). */
export function quorumIndex(
  configuration: Configuration,
  matchOf: (voter: RaftId) => Index,
): Index {
  const incoming = majorityHolds(configuration.voters, matchOf);
  if (configuration.outgoing.length === 0) return incoming;
  return Math.min(incoming, majorityHolds(configuration.outgoing, matchOf));
}

/** Everyone whose vote counts, once. */
export function votersOf(configuration: Configuration): readonly RaftId[] {
  if (configuration.outgoing.length === 0) return configuration.voters;
  return [...new Set([...configuration.voters, ...configuration.outgoing])];
}

function majoritySays(voters: readonly RaftId[], says: (voter: RaftId) => boolean): boolean {
  if (voters.length === 0) return true;
  let count = 0;
  for (const voter of voters) if (says(voter)) count += 1;
  return count >= majority(voters.length);
}

function majorityHolds(voters: readonly RaftId[], matchOf: (voter: RaftId) => Index): Index {
  assert(voters.length > 0, "a configuration has voters");
  const descending = voters.map(matchOf).toSorted((a, b) => b - a);
  const index = descending[majority(voters.length) - 1];
  assert(index !== undefined, "a majority is not larger than the set");
  return index;
}
