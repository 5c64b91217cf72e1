/**
 * Which Node runs what. The pinned one (from the lock file) runs Parley. npm itself runs on the machine's Node: `npm ci`
 * deletes the pinned binary, so it must never be the one that runs it.
 */
import { realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { MODULES, TOOL_FOLDER } from "./places.mjs";
import { isExecutable, onPath, runProgram } from "./run-program.mjs";
import { Sentence } from "./sentence.mjs";

const NEEDED_MAJOR = 24;

/** Only these platforms have a pinned Node in the lock file; others bring their own. */
export const HAS_PINNED_NODE =
  process.platform === "linux" && (process.arch === "x64" || process.arch === "arm64");

/** The pinned Node's own path, or null when it is not installed. */
export function pinnedNode() {
  const link = join(TOOL_FOLDER, "node");
  return isExecutable(link) ? realpathSync(link) : null;
}

/**
 * The Node that runs Parley, checked by running it.
 * @param {NodeJS.ProcessEnv} env
 */
export async function findNode(env) {
  const candidates = HAS_PINNED_NODE
    ? [join(TOOL_FOLDER, "node")]
    : [process.execPath, ...onPath(env, "node")];
  for (const path of candidates) {
    const { code, output } = await runProgram(path, ["--version"]);
    const major = Number(/^v(\d+)\./.exec(output.trim())?.[1]);
    if (code === 0 && major >= NEEDED_MAJOR) return realpathSync(path);
  }
  throw new Sentence(
    HAS_PINNED_NODE
      ? `The installed Node ${NEEDED_MAJOR} does not run here (it needs a Linux with glibc 2.28 or newer).`
      : `Parley needs Node ${NEEDED_MAJOR} or newer on ${process.platform}/${process.arch}: put one on the PATH.`,
  );
}

/**
 * How to call npm, on the machine's own Node.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, args: readonly string[], env: NodeJS.ProcessEnv }}
 */
export function findNpm(env) {
  const outside = withoutToolFolder(env);
  const script = env["npm_execpath"] ?? "";
  const node = env["npm_node_execpath"] ?? "";
  const isOwnNode = node.startsWith(MODULES);
  if (script.endsWith("npm-cli.js") && isExecutable(node) && !isOwnNode)
    return { command: node, args: [script], env: outside };
  const npm = onPath(outside, "npm")[0];
  if (npm === undefined)
    throw new Sentence(
      'Parley installs its packages with npm, which is not on the PATH: install Node.js with npm, then say "npm start" again.',
    );
  return { command: npm, args: [], env: outside };
}

/** The tools of node_modules/.bin first, the pinned Node among them. @param {NodeJS.ProcessEnv} env */
export function withToolFolder(env) {
  return { ...env, PATH: [TOOL_FOLDER, env["PATH"] ?? ""].join(delimiter) };
}

/** @param {NodeJS.ProcessEnv} env @returns {NodeJS.ProcessEnv} */
function withoutToolFolder(env) {
  const folders = (env["PATH"] ?? "").split(delimiter);
  const kept = folders.filter((folder) => !folder.includes(join("node_modules", ".bin")));
  return { ...env, PATH: kept.join(delimiter) };
}
