/**
 * `buf breaking` against every contract that was ever committed, back to the last one that its commit declared to be a
 * break (a line `Breaking: why` at the end of the message). So a field added last week is as safe as one of the first day.
 */
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { withToolFolder } from "../bootstrap/node-and-npm.mjs";
import { ROOT } from "../bootstrap/places.mjs";
import { runProgram } from "../bootstrap/run-program.mjs";

/** Older contracts than so many changes ago are covered by the ones after them. */
const MOST_CONTRACTS = 20;

/**
 * The commits to compare with, newest first.
 * @param {string} root @returns {readonly string[]}
 */
export function contractsSinceBreak(root) {
  const format = "--format=%H%x09%(trailers:key=Breaking,valueonly,separator=%x20)";
  const log = execFileSync("git", ["log", format, "--", "proto/parley"], {
    cwd: root,
    encoding: "utf8",
  });
  const commits = log.split("\n").filter((line) => line !== "");
  const lastBreak = commits.findIndex((line) => (line.split("\t")[1] ?? "") !== "");
  const since = lastBreak === -1 ? commits : commits.slice(0, lastBreak + 1);
  return since.slice(0, MOST_CONTRACTS).map((line) => line.split("\t")[0] ?? "");
}

/** @param {string} root @param {string} commit @returns {Promise<string>} what buf says; empty when nothing breaks */
export async function breaksOf(root, commit) {
  const args = ["breaking", "proto", "--against", `.git#ref=${commit},subdir=proto`];
  const { code, output } = await runProgram("buf", args, {
    cwd: root,
    env: withToolFolder(process.env),
  });
  return code === 0 ? "" : output.trim() || `buf ended with ${code}`;
}

async function main() {
  /** @type {readonly string[]} */
  let commits;
  try {
    commits = contractsSinceBreak(ROOT);
  } catch {
    console.log("NOT COMPARED: this folder has no git history, so no earlier contract is known.");
    return 0;
  }
  for (const commit of commits) {
    const breaks = await breaksOf(ROOT, commit);
    if (breaks === "") continue;
    console.log(`${breaks}\nThis breaks the contract of commit ${commit.slice(0, 12)}.`);
    return 1;
  }
  console.log(`compatible with ${commits.length} earlier contract(s)`);
  return 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) process.exitCode = await main();
