/**
 * `parley backup FILE`: everything the cluster knows at one index, in one file, while people write. Written beside FILE,
 * read back, then given its name: a file of that name is whole.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import type { BackupBegun } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { receiveBackup } from "../backup/receive-backup.ts";
import type { MembershipView } from "../members/membership-view.ts";
import { openOperator, readToken } from "../members/operator.ts";
import { Sentence } from "../sentence.ts";
import { verifyPath, type StateFacts } from "../supervise/offline-program.ts";
import { dataOption } from "../terminal/data-option.ts";
import { openProgress, type Progress } from "../terminal/progress.ts";

/** A line of progress at most this often, ms. */
const SAY_EVERY_MS = 2_000;
const INTERRUPTED_EXIT_CODE = 130;

interface BackupOptions {
  readonly data: string;
  readonly node?: string;
  readonly force: boolean;
  readonly json: boolean;
}

export function addBackup(program: Command): void {
  program
    .command("backup")
    .description("write everything the cluster holds into one file, while people write")
    .argument("<file>", "where to; a file that is there stays, unless --force")
    .addOption(dataOption())
    .option("--node <name>", "the node to take it from (a follower that answers)")
    .option("--force", "replace the file if it is there", false)
    .option("--json", "print one line of JSON on stdout when done, progress on stderr", false)
    .action(backup);
}

async function backup(given: string, options: BackupOptions): Promise<void> {
  const data = resolve(options.data);
  const path = resolve(given);
  const progress = openProgress(options.json ? process.stderr : process.stdout);
  checkPlace(path, options.force);
  const token = readToken(data, "A backup");
  const { name, address, isAlone } = await chooseNode(data, options.node);
  const draft = `${path}.unfinished-${process.pid}`;
  const stop = new AbortController();
  const interrupted = (): void => {
    stop.abort();
    rmSync(draft, { force: true });
    process.stderr.write("Stopped; no backup was written.\n");
    process.exit(INTERRUPTED_EXIT_CODE);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    const begun = await progress.step(
      "copy",
      () =>
        receiveBackup({ address, token, path: draft, signal: stop.signal, ...telling(progress) }),
      ({ index, bytes }) => `${inUnits(Number(bytes))} from ${name}, up to index ${index}`,
    );
    const state = await progress.step(
      "read back",
      () => readBack(draft),
      ({ messages }) => `every byte and every row is right; ${messages} messages`,
    );
    putInPlace(draft, path, options.force);
    report({ path, begun, state, isAlone, json: options.json, progress });
  } finally {
    rmSync(draft, { force: true });
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}

function checkPlace(path: string, force: boolean): void {
  const folder = dirname(path);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Sentence(`There is no folder ${folder}. Make it, or name another file.`);
  if (!existsSync(path)) return;
  if (!statSync(path).isFile()) throw new Sentence(`${path} is no file. Name another one.`);
  if (!force) throw alreadyThere(path);
}

const alreadyThere = (path: string): Sentence =>
  new Sentence(
    `${path} is there already and was left as it is. Name another file, or add --force.`,
  );

/** A follower by choice: who leads has enough to do. */
async function chooseNode(
  data: string,
  wanted: string | undefined,
): Promise<{ readonly name: string; readonly address: string; readonly isAlone: boolean }> {
  const operator = openOperator(data);
  try {
    const view = await operator.look();
    const member =
      wanted === undefined ? easiest(view) : view.members.find(({ name }) => name === wanted);
    const isAlone = view.members.length === 1;
    if (member !== undefined) return { name: member.name, address: member.client, isAlone };
    const names = view.members.map(({ name }) => name).join(", ");
    throw new Sentence(`The cluster has no node ${wanted ?? ""}; it has ${names}.`);
  } finally {
    operator.close();
  }
}

function easiest({ members, leader, node }: MembershipView) {
  const voters = members.filter(({ standing, reachable }) => standing === "voter" && reachable);
  return (
    voters.find(({ name }) => name !== leader) ??
    voters[0] ??
    members.find(({ name }) => name === node)
  );
}

function telling(progress: Progress) {
  let total = 0;
  let saidAt = performance.now();
  return {
    begun: ({ bytes }: BackupBegun) => void (total = Number(bytes)),
    received: (bytes: number) => {
      if (performance.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = performance.now();
      progress.line(`  ${inUnits(bytes)} of ${inUnits(total)}`);
    },
  };
}

/** A backup that nobody has read is a hope. */
async function readBack(path: string): Promise<StateFacts> {
  const { findings, members } = await verifyPath(path, () => undefined);
  const flaw = findings.find(({ level }) => level === "unsound");
  const state = members[0]?.state ?? null;
  if (flaw === undefined && state !== null) return state;
  throw new Sentence(`The backup was thrown away. ${flaw?.sentence ?? ""}`.trim(), 1);
}

/** A link never replaces what somebody else put there meanwhile. */
function putInPlace(draft: string, path: string, force: boolean): void {
  if (force) renameSync(draft, path);
  else {
    try {
      linkSync(draft, path);
      rmSync(draft);
    } catch {
      // It is there, or the file system has no links: then the look before the rename has to do.
      if (existsSync(path)) throw alreadyThere(path);
      renameSync(draft, path);
    }
  }
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

interface Taken {
  readonly path: string;
  readonly begun: BackupBegun;
  readonly state: StateFacts;
  /** No other node holds a state. */
  readonly isAlone: boolean;
  readonly json: boolean;
  readonly progress: Progress;
}

function report({ path, begun, state, isAlone, json, progress }: Taken): void {
  const facts = {
    clusterId: begun.clusterId,
    node: begun.node,
    index: Number(begun.index),
    term: Number(begun.term),
    comparedIndex: Number(begun.comparedIndex),
    timeMs: state.time,
    messages: state.messages,
    accounts: state.accounts,
    bytes: Number(begun.bytes),
    stateHash: state.hash,
  };
  progress.line("");
  progress.line(`  ${path} holds everything up to index ${facts.index} of the log,`);
  progress.line(
    `  as of ${new Date(facts.timeMs).toISOString()}: ${facts.messages} messages, ${inUnits(facts.bytes)}.`,
  );
  if (!isAlone) progress.line(`  ${comparedSentence(facts)}`);
  progress.line(`  State hash ${facts.stateHash}. Restore it with "parley restore".`);
  if (json)
    process.stdout.write(`${JSON.stringify({ event: "backedUp", file: path, ...facts })}\n`);
}

/** States are held against each other at every 1,000th index, so the newest entries of a backup seldom were. */
export function comparedSentence(at: { readonly index: number; readonly comparedIndex: number }) {
  if (at.comparedIndex >= at.index) return "The other nodes were found to hold the same.";
  if (at.comparedIndex === 0)
    return "Its state was not compared with those of the other nodes yet: that is done at every 1,000th index.";
  return (
    `Up to index ${at.comparedIndex} the other nodes were found to hold the same; ` +
    `the ${at.index - at.comparedIndex} entries behind it were not compared yet.`
  );
}

const MIB = 1024 * 1024;

function inUnits(bytes: number): string {
  return bytes < MIB ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / MIB).toFixed(1)} MiB`;
}
