/** Runs a storage process under strace, and reads back what it wrote. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { Folder } from "./crash-disk.ts";
import type { StorageOrder } from "./storage-order.ts";
import { readCalls } from "./system-calls.ts";
import { type DiskEvent, diskEvents, TRACED_CALLS } from "./write-log.ts";

export const STORAGE_PROCESS = join(import.meta.dirname, "storage-process.ts");
/** Longer than any write of ours: a string that is cut fails the reading. */
const STRING_BYTES = 1024 * 1024;

export interface Recording {
  /** The folder when the process began. */
  readonly before: Folder;
  readonly events: readonly DiskEvent[];
}

/** `trace`: a file for strace to write. `injection` as strace has it, such as `fsync:retval=0`. */
export function record(
  order: StorageOrder,
  trace: string,
  injection: string | null = null,
): Promise<Recording> {
  const program = [STORAGE_PROCESS, JSON.stringify(order)];
  return recordProgram(program, { folder: dirname(order.path), trace, injection });
}

/** A program of ours and its arguments; what it does to the files right in `folder`. */
export async function recordProgram(
  program: readonly string[],
  options: {
    readonly folder: string;
    readonly trace: string;
    readonly injection: string | null;
    /** Beside its own. */
    readonly env?: Readonly<Record<string, string>>;
  },
): Promise<Recording> {
  const { folder, trace, injection, env = {} } = options;
  const before = readFolder(folder);
  const inject = injection === null ? [] : ["-e", `inject=${injection}`];
  const strace = ["-f", "-qq", "-xx", "-s", String(STRING_BYTES), "-e", `trace=${TRACED_CALLS}`];
  const args = [...strace, ...inject, "-o", trace, process.execPath, ...program];
  const child = spawn("strace", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`the storage process ended with ${String(code)}`);
  const calls = readCalls(readFileSync(trace, "latin1").split("\n"));
  return { before, events: diskEvents(calls, folder) };
}

function readFolder(folder: string): Folder {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}
