/** Takes checkpoints of state.db on request, on a connection and in a thread of its own. */
import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { assert } from "../lib/assert.ts";

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
// The state thread passes nothing but the path.
const { file } = workerData as { readonly file: string };

const db = new Database(file);
db.pragma("synchronous = NORMAL");
port.on("message", (message: "checkpoint" | "close") => {
  if (message === "close") {
    db.close();
    port.close();
    return;
  }
  db.pragma("wal_checkpoint(PASSIVE)");
  port.postMessage("done");
});
