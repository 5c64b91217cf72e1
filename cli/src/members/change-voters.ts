/** The verbs that change who votes or leads, each one voter change at most. */
import { requireClusterFile, type Member } from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";
import { isSupervised } from "../supervise/data-lock.ts";
import { forgetMember } from "../supervise/server-program.ts";
import type { Progress } from "../terminal/progress.ts";
import { standingOf } from "./join.ts";
import type { MembershipView } from "./membership-view.ts";
import type { Operator } from "./operator.ts";

export interface VoterChange {
  /** A learner that gets a vote. */
  readonly joins?: string;
  /** A voter that leaves. */
  readonly leaves?: string;
}

/** Makes the change in one step of the log. Who leads and leaves hands leadership over first. */
export async function changeVoters(
  operator: Operator,
  progress: Progress,
  { joins, leaves }: VoterChange,
): Promise<MembershipView> {
  if (leaves !== undefined) await moveLeadershipFrom(operator, progress, leaves);
  const what = [
    ...(joins === undefined ? [] : [`${joins} got its vote`]),
    ...(leaves === undefined ? [] : [`${leaves} was removed`]),
  ].join(" and ");
  const isDone = (view: MembershipView): boolean =>
    (joins === undefined || standingOf(view, joins) === "voter") &&
    (leaves === undefined || standingOf(view, leaves) === undefined);
  const names = (view: MembershipView): string[] => [
    ...view.members
      .filter(({ name, standing }) => standing === "voter" && name !== leaves)
      .map(({ name }) => name),
    ...(joins === undefined || standingOf(view, joins) === "voter" ? [] : [joins]),
  ];
  return progress.step(
    "voters",
    () =>
      operator.carryOut({
        what,
        isDone,
        request: (view) => ({ case: "setVoters", value: { names: names(view) } }),
      }),
    (view) => namesOf(view).join(", "),
  );
}

export async function removeLearner(operator: Operator, name: string): Promise<MembershipView> {
  return operator.carryOut({
    what: `${name} was removed`,
    isDone: (view) => standingOf(view, name) === undefined,
    request: () => ({ case: "removeLearner", value: name }),
  });
}

/** `to` empty: the leader chooses. Resolves with members in which somebody else, or `to`, leads. */
export async function transferLeadership(operator: Operator, to: string): Promise<MembershipView> {
  const { leader: before } = await operator.look();
  return operator.carryOut({
    what: "leadership was handed over",
    isDone: ({ leader }) => (to === "" ? leader !== "" && leader !== before : leader === to),
    request: () => ({ transferTo: to }),
  });
}

/** Takes a member that is none any more out of cluster.json: what runs it stops it. */
export async function leaveBehind(
  operator: Operator,
  progress: Progress,
  name: string,
): Promise<void> {
  const { data } = operator;
  if (!requireClusterFile(data).members.some((one) => one.name === name)) return;
  await forgetMember(data, name);
  const stops = isSupervised(data)
    ? `"parley up" stops its node`
    : "stop its node if it still runs; the others refuse it";
  progress.line(`  ${name} is no member any more; ${stops}. Its folder ${data}/${name} stays.`);
}

/** A Sentence when it is the name of nobody. */
export function requireMember(view: MembershipView, file: readonly Member[], name: string): void {
  const names = [...view.members, ...file].map((member) => member.name);
  if (names.includes(name)) return;
  const was = view.retired.includes(name) ? " any more" : "";
  throw new Sentence(
    `The cluster has no member ${name}${was}; its members are ${namesOf(view).join(", ")}.`,
  );
}

export const namesOf = ({ members }: MembershipView): readonly string[] =>
  members.map(({ name }) => name);

async function moveLeadershipFrom(
  operator: Operator,
  progress: Progress,
  name: string,
): Promise<void> {
  const view = await operator.look();
  const voters = view.members.filter(({ standing }) => standing === "voter");
  if (view.leader !== name || voters.length === 1) return;
  await progress.step(
    "leader",
    () => transferLeadership(operator, ""),
    ({ leader }) => `${leader} leads`,
  );
}
