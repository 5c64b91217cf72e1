/** Step 1: the packages of the lock file, the pinned Node among them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileHash } from "./fingerprint.mjs";
import { findNode, findNpm, HAS_PINNED_NODE, pinnedNode } from "./node-and-npm.mjs";
import { LOCK_FILE, MODULES, ROOT } from "./places.mjs";
import { runProgram } from "./run-program.mjs";
import { Sentence } from "./sentence.mjs";
import { clearStamp, readStamp, writeStamp } from "./stamp.mjs";

const COUNT_MS = 500;

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, os?: string[], cpu?: string[] }} LockedPackage
 * @typedef {{ packages?: Record<string, LockedPackage> }} Lock
 */

export function arePackagesReady() {
  if (HAS_PINNED_NODE && pinnedNode() === null) return false;
  const wanted = fileHash(LOCK_FILE);
  if (readStamp("packages") === wanted) return true;
  // Somebody said `npm install`: what npm notes of itself, written last, agrees with the lock.
  const installed = readLock(join(MODULES, ".package-lock.json"));
  if (!agrees(readLock(LOCK_FILE), installed)) return false;
  // The note is in the root's node_modules; a workspace's own may have been removed apart from it.
  if (!expectedFolders(installed).every(isFilled)) return false;
  writeStamp("packages", wanted);
  return true;
}

/** @param {import("./context.mjs").Context} context */
export async function installPackages({ progress, stop, env }) {
  const npm = findNpm(env);
  const wanted = fileHash(LOCK_FILE);
  const folders = expectedFolders(readLock(LOCK_FILE));
  clearStamp("packages");
  await progress.step("Packages", async (note) => {
    const timer = setInterval(
      () => note(`${folders.filter(isFilled).length} of ${folders.length}`),
      COUNT_MS,
    );
    // Scripts off, on every npm: nothing here needs one, and one of them would download.
    const flags =
      "--no-audit --no-fund --loglevel=error --ignore-scripts --include=dev --include=optional";
    const args = [...npm.args, "ci", ...flags.split(" ")];
    const ended = await runProgram(npm.command, args, {
      env: npm.env,
      stop,
      log: "packages.log",
    }).finally(() => clearInterval(timer));
    if (ended.code !== 0) {
      process.stderr.write(`\n${ended.output.trim()}\n`);
      throw new Sentence("npm could not install the packages of package-lock.json: see above.");
    }
    await findNode(env);
  });
  writeStamp("packages", wanted);
}

/**
 * Everything the lock asks for is installed in its version. Optional packages of other platforms may be absent.
 * @param {Lock | null} lock @param {Lock | null} installed
 */
export function agrees(lock, installed) {
  if (lock === null || installed === null) return false;
  for (const [path, wanted] of Object.entries(lock.packages ?? {})) {
    if (!path.includes("node_modules/") || wanted.link === true) continue;
    const found = installed.packages?.[path];
    if (found === undefined ? wanted.optional !== true : found.version !== wanted.version)
      return false;
  }
  return true;
}

/** @param {string} path @returns {Lock | null} */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // No install has finished here, or the file is cut: installing again is the remedy for both.
    return null;
  }
}

/** Folders that will be there when npm is done, for the count that is shown. @param {Lock | null} lock */
function expectedFolders(lock) {
  const runsHere = (/** @type {string[] | undefined} */ names, /** @type {string} */ here) =>
    names === undefined || names.includes(here);
  return Object.entries(lock?.packages ?? {})
    .filter(([path, { link }]) => path.includes("node_modules/") && link !== true)
    .filter(([, wanted]) => runsHere(wanted.os, process.platform))
    .filter(([, wanted]) => runsHere(wanted.cpu, process.arch))
    .map(([path]) => join(ROOT, path));
}

/** @param {string} folder */
function isFilled(folder) {
  return existsSync(join(folder, "package.json"));
}
