/**
 * `parley cluster …`: who belongs to the cluster. Each verb says what it does, ends with 0 when it is done, and can be
 * given again after a Ctrl-C, a lost connection or an unknown outcome: it goes on from what is there.
 */
import { resolve } from "node:path";
import { InvalidArgumentError, Option, type Command } from "commander";
import { requireClusterFile } from "../cluster/cluster-file.ts";
import {
  changeVoters,
  leaveBehind,
  removeLearner,
  requireMember,
  transferLeadership,
} from "../members/change-voters.ts";
import { describeMembers, membersJson } from "../members/describe-members.ts";
import { joinAsLearner, standingOf, unfinishedOf } from "../members/join.ts";
import { spareOf, type MembershipView } from "../members/membership-view.ts";
import { openOperator, type Operator } from "../members/operator.ts";
import { Sentence } from "../sentence.ts";
import { dataOption } from "../terminal/data-option.ts";
import { openProgress, type Progress } from "../terminal/progress.ts";
import { addRecover } from "./recover.ts";

/** Of a node that is to be started by hand there is time to do it. */
const WAIT_S = 120;
/** As many as a new cluster may have: each further voter makes every write dearer. */
const MOST_VOTERS = 9;
const INTERRUPTED_EXIT_CODE = 130;

interface ClusterOptions {
  readonly data: string;
  readonly json: boolean;
  readonly host?: string;
  readonly wait: number;
}

interface Work extends ClusterOptions {
  readonly operator: Operator;
  readonly progress: Progress;
}

/** What a verb did: the event in its line of JSON, and the sentence for people. */
interface Done {
  readonly event: string;
  readonly sentence: string;
  readonly view: MembershipView;
  readonly more?: object;
}

export function addCluster(program: Command): void {
  const cluster = program.command("cluster").description("who belongs to the cluster");
  const verb = (name: string, description: string): Command =>
    cluster
      .command(name)
      .description(description)
      .addOption(dataOption())
      .option("--json", "print one line of JSON on stdout when done, progress on stderr", false);
  const joining = (command: Command): Command =>
    command
      .option("--host <host>", "where the new node will run (this machine)")
      .addOption(
        new Option("--wait <seconds>", "how long its node may take to be there")
          .default(WAIT_S)
          .argParser(parseWait),
      );
  verb("status", "show the members, who leads, and how many may fail").action(status);
  joining(verb("add", "add a member; it votes when it holds the log")).action(
    (options: ClusterOptions) => run(options, add),
  );
  verb("remove", "remove a member for good; who leads hands over first")
    .argument("<name>", "n1, n2 …")
    .action((name: string, options: ClusterOptions) => run(options, (work) => remove(work, name)));
  joining(verb("replace", "put a new member in the place of one, in one change"))
    .argument("<name>", "n1, n2 …")
    .action((name: string, options: ClusterOptions) => run(options, (work) => replace(work, name)));
  verb("transfer", "let another member lead")
    .argument("[name]", "who; the leader chooses when none is named")
    .action((name: string | undefined, options: ClusterOptions) =>
      run(options, (work) => transfer(work, name ?? "")),
    );
  addRecover(cluster);
}

async function status(options: ClusterOptions): Promise<void> {
  const operator = openOperator(resolve(options.data));
  try {
    const view = await operator.look();
    const json = `${JSON.stringify(membersJson("members", view))}\n`;
    process.stdout.write(options.json ? json : describeMembers(view));
    process.exitCode = view.leader !== "" && spareOf(view) >= 0 ? 0 : 1;
  } finally {
    operator.close();
  }
}

async function run(options: ClusterOptions, work: (work: Work) => Promise<Done>): Promise<void> {
  const progress = openProgress(options.json ? process.stderr : process.stdout);
  const operator = openOperator(resolve(options.data));
  const interrupted = (): void => {
    process.stderr.write("Stopped. What is done stays; the same command goes on from there.\n");
    process.exit(INTERRUPTED_EXIT_CODE);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const { event, sentence, view, more } = await work({ ...options, operator, progress });
    progress.line(`\n  ${sentence}`);
    if (!options.json) return;
    process.stdout.write(`${JSON.stringify({ ...membersJson(event, view), ...more })}\n`);
  } finally {
    operator.close();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

async function add(work: Work): Promise<Done> {
  const { operator, progress } = work;
  const before = await operator.look();
  if (before.members.filter(({ standing }) => standing === "voter").length >= MOST_VOTERS) {
    throw new Sentence(
      `${MOST_VOTERS} members vote already, and more only make every write slower. ` +
        `Put a new one in the place of another with "parley cluster replace".`,
    );
  }
  const { name } = await joinAsLearner({ ...work, waitMs: work.wait * 1000 });
  const view = await changeVoters(operator, progress, { joins: name });
  return { event: "added", sentence: `${name} votes. ${inWords(view)}`, view, more: { name } };
}

async function remove(work: Work, name: string): Promise<Done> {
  const { operator, progress } = work;
  const before = await operator.look();
  const file = requireClusterFile(operator.data).members;
  // An earlier command did all of it, and perhaps nobody heard so.
  if (before.retired.includes(name)) return removed(work, name, before);
  requireMember(before, file, name);
  const isUnfinished = unfinishedOf(file, before).some((one) => one.name === name);
  const isLearner = standingOf(before, name) === "learner";
  const view = isLearner
    ? await removeLearner(operator, name)
    : isUnfinished
      ? before
      : await changeVoters(operator, progress, { leaves: name });
  return removed(work, name, view);
}

async function removed(
  { operator, progress }: Work,
  name: string,
  view: MembershipView,
): Promise<Done> {
  await leaveBehind(operator, progress, name);
  return { event: "removed", sentence: `${name} is gone. ${inWords(view)}`, view, more: { name } };
}

async function replace(work: Work, old: string): Promise<Done> {
  const { operator, progress } = work;
  const before = await operator.look();
  const file = requireClusterFile(operator.data).members;
  requireMember(before, file, old);
  if (unfinishedOf(file, before).some((one) => one.name === old)) {
    throw new Sentence(
      `${old} does not vote yet, so nothing is lost with it: give it up with "parley cluster remove ${old}".`,
    );
  }
  if (standingOf(before, old) === undefined) {
    // An earlier command came as far as the change itself.
    await leaveBehind(operator, progress, old);
    return { event: "replaced", sentence: `${old} is gone. ${inWords(before)}`, view: before };
  }
  const { name } = await joinAsLearner({ ...work, waitMs: work.wait * 1000 });
  const view = await changeVoters(operator, progress, { joins: name, leaves: old });
  await leaveBehind(operator, progress, old);
  const sentence = `${name} votes in the place of ${old}. ${inWords(view)}`;
  return { event: "replaced", sentence, view, more: { name, old } };
}

async function transfer({ operator, progress }: Work, to: string): Promise<Done> {
  const before = await operator.look();
  if (to !== "") requireMember(before, [], to);
  const view = await progress.step(
    "leader",
    () => transferLeadership(operator, to),
    ({ leader }) => `${leader} leads`,
  );
  const { leader, term } = view;
  return { event: "transferred", sentence: `${leader} leads in term ${term}.`, view };
}

function inWords(view: MembershipView): string {
  const voters = view.members.filter(({ standing }) => standing === "voter").length;
  const spare = spareOf(view);
  const may = spare > 0 ? `${spare} more may fail` : "none may fail";
  return `${voters} ${voters === 1 ? "member votes" : "members vote"} now; ${may}.`;
}

function parseWait(text: string): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("--wait is a whole number of seconds, from 1 to 86400.");
}
