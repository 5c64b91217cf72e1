/** The node's program: the only thing the command line knows of the server. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Sentence } from "../sentence.ts";

export const SERVER_PROGRAM = fileURLToPath(
  new URL("../../../server/src/main.ts", import.meta.url),
);

/**
 * A small young generation: an idle node is 10 MB smaller, and a killed node's connections close the sooner the
 * less memory the kernel has to free first (0.1 ms per MB). Below 4 MB a loaded leader spends a fifth of its time collecting.
 */
const NODE_FLAGS = ["--max-semi-space-size=4"];

/** What `process.execPath` is to be started with for one node. */
export const serverArgs = (data: string, node: string): string[] => [
  ...NODE_FLAGS,
  SERVER_PROGRAM,
  "run",
  "--data",
  data,
  "--node",
  node,
];

/**
 * Compiled modules are kept between starts: a node listens some 150 ms earlier. One arena for all threads: glibc gives each
 * its own and returns little of them; a node with a million messages is 60 MB smaller, and no slower by `bench:write`.
 */
export const serverEnv = (): NodeJS.ProcessEnv => ({
  MALLOC_ARENA_MAX: process.env["MALLOC_ARENA_MAX"] ?? "1",
  NODE_COMPILE_CACHE:
    process.env["NODE_COMPILE_CACHE"] ??
    fileURLToPath(new URL("../../../.cache/v8", import.meta.url)),
});

const INIT_MS = 60_000;

export interface InitOptions {
  readonly data: string;
  readonly nodes: number;
  readonly port?: number;
}

/** Makes the members' folders, or finds them complete. Anything doubtful is the server's own sentence. */
export async function initCluster(options: InitOptions): Promise<void> {
  const args = ["init", "--data", options.data, "--nodes", String(options.nodes)];
  if (options.port !== undefined) args.push("--port", String(options.port));
  await runServer(args, "The cluster's folders could not be made");
}

export interface NewMemberOptions {
  readonly data: string;
  readonly host?: string;
  /** Names that must not be given again. */
  readonly taken: readonly string[];
}

/** Makes the folder of a member that is about to join, and names it in cluster.json. Resolves with its name. */
export async function makeNewMember({ data, host, taken }: NewMemberOptions): Promise<string> {
  const args = ["add-member", "--data", data, "--taken", taken.join(",")];
  if (host !== undefined) args.push("--host", host);
  const said = await runServer(args, "The new member's folder could not be made");
  // The server's own line: {"event":"memberMade","member":{"name":…}}.
  return (JSON.parse(said) as { member: { name: string } }).member.name;
}

/** Takes a member that has left out of cluster.json; its folder stays. */
export async function forgetMember(data: string, name: string): Promise<void> {
  const args = ["forget-member", "--data", data, "--node", name];
  await runServer(args, `${name} could not be taken out of cluster.json`);
}

/** Resolves with what it printed. Rejects with the server's own sentence. */
async function runServer(args: readonly string[], failure: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<{
    readonly failed: boolean;
    readonly stdout: string;
    readonly stderr: string;
  }>();
  const env = { ...process.env, ...serverEnv() };
  const options = { timeout: INIT_MS, env };
  execFile(process.execPath, [SERVER_PROGRAM, ...args], options, (error, stdout, stderr) =>
    resolve({ failed: error !== null, stdout, stderr }),
  );
  const { failed, stdout, stderr } = await promise;
  if (failed) throw new Sentence(lastWords(stderr) || `${failure}; the server said nothing.`);
  return stdout;
}

/** The line that explains an end: an error's own line, before the stack below it, or else the last one. */
export function lastWords(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return (lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? "").trim();
}
