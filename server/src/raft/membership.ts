/**
 * Changes of membership, pure (§6; dissertation §4). Learners come and go in one step, because nobody counts them.
 * Voters change through joint consensus, however few: there is one way only, and it is the one that is always safe.
 *
 *   C_old ── addLearner, removeLearner ──▶ C_new
 *   C_old ── setVoters ──▶ C_old,new (both majorities) ── committed ──▶ C_new
 */
import type {
  Configuration,
  Member,
  MembershipChange,
  MembershipProblem,
  RaftId,
  RetiredMember,
} from "./types.ts";

/** Of a node that waits to be added: it has no log yet. */
export const NOBODY: Configuration = { members: [], voters: [], outgoing: [], learners: [] };

/**
 * Members of the past that a configuration names, in some 40 bytes each: it travels whole with every change, snapshot and
 * answer to a claim. Beyond that the lowest numbers go, and a new name must lie above all that may have gone. The id of
 * one that has gone stays bound to its name, in its folder, so that neither comes back alone.
 */
export const RETIRED_MAX = 256;

/** Why not, and of whom it speaks. */
export interface ChangeRefusal {
  readonly reason: MembershipProblem;
  readonly about: readonly RaftId[];
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.outgoing.length > 0;
}

/** The configuration to append for this change, or what is wrong with it whoever is alive. */
export function planChange(
  from: Configuration,
  change: MembershipChange,
): Configuration | ChangeRefusal {
  switch (change.kind) {
    case "addLearner":
      return planLearner(from, change.member);
    case "removeLearner":
      if (!from.learners.includes(change.id)) return refusal("UNKNOWN_MEMBER", [change.id]);
      return without({ ...from, learners: except(from.learners, [change.id]) }, [change.id]);
    case "setVoters":
      return planVoters(from, change.voters);
  }
}

/** C_new, once C_old,new is committed: old voters that are none any more are members no longer. */
export function leaveJoint(joint: Configuration): Configuration {
  return without({ ...joint, outgoing: [] }, except(joint.outgoing, joint.voters));
}

function planLearner(from: Configuration, member: Member): Configuration | ChangeRefusal {
  const taken = [...from.members, ...(from.retired ?? [])];
  const twin = taken.find(({ id, name }) => id === member.id || name === member.name);
  if (twin !== undefined) return refusal("DUPLICATE", [twin.id]);
  // It may be the name of one that is not remembered any more.
  if (numberOf(member) < lowestKept(from)) return refusal("DUPLICATE", [member.id]);
  return {
    ...from,
    members: [...from.members, member],
    learners: [...from.learners, member.id],
  };
}

function planVoters(from: Configuration, voters: readonly RaftId[]): Configuration | ChangeRefusal {
  if (voters.length === 0) return refusal("LAST_VOTER", from.voters);
  const unknown = voters.filter((id) => !from.members.some((member) => member.id === id));
  if (unknown.length > 0) return refusal("UNKNOWN_MEMBER", unknown);
  const twice = voters.filter((id, at) => voters.indexOf(id) !== at);
  if (twice.length > 0) return refusal("DUPLICATE", twice);
  const isSame = voters.length === from.voters.length && except(voters, from.voters).length === 0;
  if (isSame) return refusal("DUPLICATE", voters);
  const { members, learners } = from;
  return {
    ...from,
    members,
    voters,
    outgoing: from.voters,
    learners: except(learners, voters),
  };
}

/** Their ids and names are not given again. */
function without(from: Configuration, gone: readonly RaftId[]): Configuration {
  if (gone.length === 0) return from;
  const leaving = from.members.filter(({ id }) => gone.includes(id));
  const past = [...(from.retired ?? []), ...leaving.map(({ id, name }) => ({ id, name }))];
  return {
    ...from,
    members: from.members.filter(({ id }) => !gone.includes(id)),
    retired: newest(past),
  };
}

/** In the order in which they went; of too many the lowest numbers are left out. */
function newest(past: readonly RetiredMember[]): readonly RetiredMember[] {
  if (past.length <= RETIRED_MAX) return past;
  const kept = past.toSorted((one, other) => numberOf(other) - numberOf(one)).slice(0, RETIRED_MAX);
  return past.filter((one) => kept.includes(one));
}

/** All numbers below it may have been given, and the ids that bore them are forgotten; 0 while none is. */
function lowestKept({ retired = [] }: Configuration): number {
  return retired.length < RETIRED_MAX ? 0 : Math.min(...retired.map(numberOf));
}

/** Names are n1, n2 …, and rise. */
function numberOf({ name }: RetiredMember): number {
  return Number(name.slice(1));
}

function except(list: readonly RaftId[], others: readonly RaftId[]): readonly RaftId[] {
  return list.filter((id) => !others.includes(id));
}

function refusal(reason: MembershipProblem, about: readonly RaftId[]): ChangeRefusal {
  return { reason, about };
}
