/** The server's program at work on folders and backups that no node runs on: its lines of JSON, told as they come. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Sentence } from "../sentence.ts";
import { lastWords, SERVER_PROGRAM, serverEnv } from "./server-program.ts";

export interface Finding {
  readonly level: "sound" | "note" | "unsound";
  readonly about: string;
  readonly sentence: string;
}

export interface StateFacts {
  readonly appliedIndex: number;
  readonly time: number;
  readonly hash: string;
  readonly messages: number;
  readonly accounts: number;
}

/** What the server's `verify` prints; server/src/storage/verify-report.ts says what the fields mean. */
export interface Verified {
  readonly event: "verified";
  readonly what: string;
  readonly path: string;
  readonly isSound: boolean;
  readonly findings: readonly Finding[];
  readonly members: readonly { readonly name: string; readonly state: StateFacts | null }[];
}

export interface Restored {
  readonly event: "restored";
  readonly clusterId: string;
  readonly nodes: readonly string[];
  readonly port: number;
  readonly from: string;
  readonly index: number;
  readonly timeMs: number;
  readonly messages: number;
  readonly stateHash: string;
}

export interface SurveyedMember {
  readonly name: string;
  readonly log: {
    readonly lastIndex: number;
    readonly lastTerm: number;
    readonly term: number;
  } | null;
  readonly state: StateFacts | null;
  readonly isSound: boolean;
  readonly problem: string;
}

/** What is left of a cluster; server/src/storage/recover-survey.ts says what the fields mean. */
export interface Survey {
  readonly clusterId: string;
  readonly members: readonly SurveyedMember[];
  readonly best: SurveyedMember;
  readonly committedIndex: number;
  readonly warnings: readonly string[];
}

interface Surveyed {
  readonly event: "surveyed";
  /** Null: a recovery was cut short, and there is nothing to choose any more. */
  readonly survey: Survey | null;
}

export interface Recovered {
  readonly event: "recovered";
  readonly clusterId: string;
  readonly nodes: readonly string[];
  readonly aside: string;
}

type Line =
  | Verified
  | Restored
  | Surveyed
  | Recovered
  | { readonly event: "step"; readonly sentence: string };

export function verifyPath(path: string, step: (sentence: string) => void): Promise<Verified> {
  return run("verified", ["verify", "--path", path], step);
}

export interface RestoreOptions {
  readonly data: string;
  readonly file: string;
  readonly nodes?: number;
  readonly port?: number;
}

export function restoreBackup(
  { data, file, nodes, port }: RestoreOptions,
  step: (sentence: string) => void,
): Promise<Restored> {
  const args = ["restore", "--data", data, "--file", file];
  if (nodes !== undefined) args.push("--nodes", String(nodes));
  if (port !== undefined) args.push("--port", String(port));
  return run("restored", args, step);
}

export async function surveyCluster(data: string): Promise<Survey | null> {
  return (await run("surveyed", ["recover", "--data", data], () => undefined)).survey;
}

export function recoverCluster(
  data: string,
  names: readonly string[],
  step: (sentence: string) => void,
): Promise<Recovered> {
  const args = ["recover", "--data", data, "--yes"];
  if (names.length > 0) args.push("--names", names.join(","));
  return run("recovered", args, step);
}

/** Resolves with the line of this event, whatever the exit code; rejects with the server's own sentence without one. */
async function run<Event extends Exclude<Line["event"], "step">>(
  event: Event,
  args: readonly string[],
  step: (sentence: string) => void,
): Promise<Extract<Line, { event: Event }>> {
  const child = spawn(process.execPath, [SERVER_PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...serverEnv() },
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-16_000);
  });
  const { promise: ended, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  let found: Extract<Line, { event: Event }> | null = null;
  for await (const text of createInterface({ input: child.stdout })) {
    // The server's own lines.
    const line = JSON.parse(text) as Line;
    if (line.event === "step") step(line.sentence);
    if (line.event === event) found = line as Extract<Line, { event: Event }>;
  }
  const code = await ended;
  if (found !== null) return found;
  throw new Sentence(lastWords(stderr) || "The server's program said nothing.", code === 2 ? 2 : 1);
}
