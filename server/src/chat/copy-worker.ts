/** Copies state.db by VACUUM INTO, on a connection and in a thread of its own, one copy at a time. */
import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { assert } from "../lib/assert.ts";
import { giveWay } from "../lib/thread-priority.ts";
import { isDamage } from "./state-file.ts";

/** A little behind apply. Much would keep the read transaction open, and with it the write-ahead log growing. */
const NICENESS = 2;
/**
 * In KiB, negative by SQLite's custom. What is copied is looked at once; and the less is kept, the earlier the first page
 * of the copy is written, which is how others see that the read transaction has begun.
 */
const CACHE_KIB = -256;

export type FromCopyWorker =
  | { readonly kind: "copied" }
  /** `isDamage`: the state itself cannot be read. */
  | { readonly kind: "failed"; readonly sentence: string; readonly isDamage: boolean };

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
// The chat passes nothing but the path.
const { file } = workerData as { readonly file: string };

giveWay(NICENESS);
port.on("message", (path: string) => {
  try {
    copyTo(path);
    say({ kind: "copied" });
  } catch (error) {
    const sentence = error instanceof Error ? error.message : String(error);
    say({ kind: "failed", sentence, isDamage: isDamage(error) });
  }
});

function copyTo(path: string): void {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    db.pragma(`cache_size = ${CACHE_KIB}`);
    // The copy is made durable by whoever asked for it, in small doses.
    db.pragma("synchronous = OFF");
    db.prepare("VACUUM INTO ?").run(path);
  } finally {
    db.close();
  }
}

function say(message: FromCopyWorker): void {
  port?.postMessage(message);
}
