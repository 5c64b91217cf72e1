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

/** Compiled modules are kept between starts: a node listens some 150 ms earlier. */
export const serverEnv = (): NodeJS.ProcessEnv => ({
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
  const args = [SERVER_PROGRAM, "init", "--data", options.data, "--nodes", String(options.nodes)];
  if (options.port !== undefined) args.push("--port", String(options.port));
  const { promise, resolve } = Promise.withResolvers<{
    readonly failed: boolean;
    readonly stderr: string;
  }>();
  const env = { ...process.env, ...serverEnv() };
  execFile(process.execPath, args, { timeout: INIT_MS, env }, (error, _stdout, stderr) =>
    resolve({ failed: error !== null, stderr }),
  );
  const { failed, stderr } = await promise;
  if (failed)
    throw new Sentence(
      lastWords(stderr) || "The cluster's folders could not be made; the server said nothing.",
    );
}

/** The line that explains an end: an error's own line, before the stack below it, or else the last one. */
export function lastWords(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return (lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? "").trim();
}
