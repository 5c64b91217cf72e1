/**
 * How a member joins: its folder is made, its node runs, the leader sends it the log, it gets a vote. Every step looks
 * first whether it is done, so the same command goes on from wherever an earlier one ended.
 */
import { setTimeout as delay } from "node:timers/promises";
import { requireClusterFile, type Member } from "../cluster/cluster-file.ts";
import { openNodeProbe } from "../cluster/node-probe.ts";
import { Sentence } from "../sentence.ts";
import { isSupervised } from "../supervise/data-lock.ts";
import { makeNewMember } from "../supervise/server-program.ts";
import type { Progress } from "../terminal/progress.ts";
import type { MemberView, MembershipView } from "./membership-view.ts";
import type { Operator } from "./operator.ts";

const POLL_MS = 200;
/** A line of progress at most this often. */
const SAY_EVERY_MS = 2_000;
/** Entries behind the leader with which asking for a vote begins to make sense; the leader decides. */
const NEAR_ENTRIES = 256;

export interface JoinOptions {
  readonly operator: Operator;
  readonly progress: Progress;
  /** Where the new node will run; this machine unless told. */
  readonly host?: string;
  /** How long its node may take to be there, and to catch up without moving, ms. */
  readonly waitMs: number;
}

/** A member that holds the log as a learner, or votes already when an earlier command came that far. */
export async function joinAsLearner(options: JoinOptions): Promise<Member> {
  const { operator, progress } = options;
  const member = await progress.step(
    "folder",
    () => folderOf(options),
    ({ name }) => `${name} in ${operator.data}`,
  );
  await progress.step(
    "node",
    () => untilItRuns(member, options),
    () => `${member.name} runs at ${member.client}`,
  );
  await progress.step(
    "learner",
    () => asLearner(operator, member),
    () => `${member.name} receives the log`,
  );
  await progress.step(
    "catch up",
    () => untilCaughtUp(member, options),
    (index) => `${member.name} holds the log up to ${index}`,
  );
  return member;
}

export const standingOf = (
  view: MembershipView,
  name: string,
): MemberView["standing"] | undefined => view.members.find((one) => one.name === name)?.standing;

/** Members of cluster.json that the log has not made voters: what an earlier command left behind. */
export function unfinishedOf(members: readonly Member[], view: MembershipView): readonly Member[] {
  return members.filter(({ name }) => {
    const standing = standingOf(view, name);
    return standing === "learner" || (standing === undefined && !view.retired.includes(name));
  });
}

async function folderOf({ operator, host, progress }: JoinOptions): Promise<Member> {
  const { data } = operator;
  const view = await operator.look();
  const [unfinished] = unfinishedOf(requireClusterFile(data).members, view);
  if (unfinished !== undefined) {
    progress.line(`  ${unfinished.name} was begun by an earlier command; going on with it.`);
    return unfinished;
  }
  const taken = [...view.members.map(({ name }) => name), ...view.retired];
  const name = await makeNewMember({ data, taken, ...(host === undefined ? {} : { host }) });
  const member = requireClusterFile(data).members.find((one) => one.name === name);
  if (member === undefined) throw new Sentence(`${name} is not in cluster.json; try again.`, 1);
  return member;
}

async function untilItRuns(member: Member, options: JoinOptions): Promise<void> {
  const { operator, progress, waitMs } = options;
  const { clusterId } = requireClusterFile(operator.data);
  const probe = openNodeProbe(member.client);
  const until = performance.now() + waitMs;
  let isTold = false;
  try {
    for (;;) {
      const now = await probe.now(1_000);
      if (now?.clusterId === clusterId) return;
      if (now !== null) throw new Sentence(`Another cluster's node answers at ${member.client}.`);
      if (!isTold && !isSupervised(operator.data)) {
        isTold = true;
        for (const line of howToStart(member, operator.data, options.host)) progress.line(line);
      }
      if (performance.now() > until) throw notThere(member, operator.data, waitMs);
      await delay(POLL_MS);
    }
  } finally {
    probe.close();
  }
}

function howToStart({ name }: Member, data: string, host: string | undefined): readonly string[] {
  const start = `npx parley node start ${name} --data`;
  if (host === undefined) return [`  Start its node now, in another terminal: ${start} ${data}`];
  return [
    `  Copy ${data}/${name}, cluster.json and operator-token into a data folder on ${host},`,
    `  and start its node there: ${start} <that folder>`,
  ];
}

const notThere = ({ name, client }: Member, data: string, waitMs: number): Sentence =>
  new Sentence(
    `${name} did not answer at ${client} within ${waitMs / 1000} s; ${data}/${name}/logs/node.log may say why. ` +
      `The members are as before. Give the same command again to go on, or "parley cluster remove ${name}" to give up.`,
    1,
  );

function asLearner(operator: Operator, member: Member): Promise<MembershipView> {
  const { id, name, peer, client, http } = member;
  return operator.carryOut({
    what: `${name} was added`,
    isDone: (view) => standingOf(view, name) !== undefined,
    request: () => ({ case: "addLearner", value: { id, name, peer, client, http } }),
  });
}

/** Resolves with its last index. As long as it moves it may take as long as it likes. */
async function untilCaughtUp(
  { name }: Member,
  { operator, progress, waitMs }: JoinOptions,
): Promise<number> {
  let best = 0;
  let movedAt = performance.now();
  let saidAt = movedAt;
  for (;;) {
    const view = await operator.look(waitMs);
    const lastIndex = view.members.find((one) => one.name === name)?.lastIndex ?? 0;
    const nowMs = performance.now();
    if (view.commitIndex - lastIndex <= NEAR_ENTRIES && lastIndex > 0) return lastIndex;
    if (lastIndex > best) [best, movedAt] = [lastIndex, nowMs];
    if (nowMs - movedAt > waitMs) throw stuck(name, best, view.commitIndex, waitMs);
    if (nowMs - saidAt > SAY_EVERY_MS) {
      saidAt = nowMs;
      const percent = Math.floor((100 * lastIndex) / Math.max(1, view.commitIndex));
      progress.line(`  ${name} has ${lastIndex} of ${view.commitIndex} entries (${percent} %)`);
    }
    await delay(POLL_MS);
  }
}

const stuck = (name: string, has: number, of: number, waitMs: number): Sentence =>
  new Sentence(
    `${name} has ${has} of ${of} entries and got no more in ${waitMs / 1000} s. It is a learner and counts for nothing. ` +
      `Check that its node runs, then give the same command again; "parley cluster remove ${name}" gives it up.`,
    1,
  );
