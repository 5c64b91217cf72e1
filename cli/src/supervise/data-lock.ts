/** One `parley up` a data folder. The lock names its holder, so that one left behind by a crash is recognised and taken over. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { edgeFolder } from "../edge/edge.ts";
import { Sentence } from "../sentence.ts";
import { startMark } from "./process-identity.ts";

export interface DataLock {
  release(): void;
}

/** Throws a Sentence when another living `parley up` holds the folder. */
export function takeDataLock(data: string): DataLock {
  const folder = edgeFolder(data);
  // For its owner alone, like the members' folders below it.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "up.lock");
  const own = JSON.stringify({ pid: process.pid, started: startMark(process.pid) ?? "" });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own);
  try {
    if (!tryLink(draft, path)) {
      const holder = readHolder(path);
      if (holder !== null && startMark(holder.pid) === holder.started)
        throw new Sentence(
          `Parley already runs on ${data} (process ${holder.pid}). Use that one, end it with Ctrl-C, or start another cluster with --data and --port.`,
        );
      renameSync(draft, path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    release() {
      if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

/** Whether a living `parley up` runs the nodes of this folder, and so starts and ends what cluster.json names. */
export function isSupervised(data: string): boolean {
  const holder = readHolder(join(edgeFolder(data), "up.lock"));
  return holder !== null && startMark(holder.pid) === holder.started;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(path: string): { readonly pid: number; readonly started: string } | null {
  try {
    // Written above; anything else ends in the catch or fails the comparison.
    const holder = JSON.parse(readFileSync(path, "utf8")) as { pid: number; started: string };
    return Number.isInteger(holder.pid) && holder.pid > 0 ? holder : null;
  } catch {
    // Gone or unreadable: nobody who could be asked holds it.
    return null;
  }
}
