/** The thread of the snapshot files: works on several requests at a time, none of which holds up the next part for long. */
import { parentPort, workerData } from "node:worker_threads";
import { assert, unreachable } from "../lib/assert.ts";
import { Pace } from "../lib/pace.ts";
import { giveWay } from "../lib/thread-priority.ts";
import { LIMITS } from "../limits.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";
import type { SnapshotReply, SnapshotRequest, SnapshotWorkerData } from "./snapshot-protocol.ts";

/** Behind the threads that somebody waits for. */
const NICENESS = 5;
/** How often a copy that SQLite is writing is made durable as far as it has come. */
const SYNC_EVERY_MS = 25;

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
// Set by FileSnapshotStore, the only one who starts this thread.
const { folder, clusterId } = workerData as SnapshotWorkerData;

giveWay(NICENESS);
const snapshots = new SnapshotFolder({
  folder,
  clusterId,
  pace: new Pace(LIMITS.snapshotDiskBytes),
  warn: (sentence) => reply({ kind: "warning", sentence }),
});
let syncing: NodeJS.Timeout | null = null;

port.on("message", (request: SnapshotRequest) => {
  const { number } = request;
  run(request).then(
    (answer) => reply({ kind: "done", number, answer }),
    (error: unknown) => {
      const sentence = error instanceof Error ? error.message : String(error);
      const isRefusal = error instanceof FolderRefusal;
      reply({ kind: "failed", number, sentence, isRefusal });
    },
  );
});

async function run({ job, request }: SnapshotRequest): Promise<unknown> {
  switch (job) {
    case "load":
      return snapshots.load(request.isStart);
    case "begin":
      begin(request.id);
      return true;
    case "seal":
      endSyncing();
      return await snapshots.seal(request.id, request.base, request.stateHash);
    case "read":
      return snapshots.read(request.id, request.offset, request.maxBytes);
    case "write":
      snapshots.write(request.snapshot, request.offset, request.part);
      return true;
    case "received":
      return snapshots.received(request.snapshot);
    case "finish":
      await snapshots.finish(request.snapshot, request.stateHash);
      return true;
    case "stage":
      return await snapshots.stage(request.id);
    case "drop":
      snapshots.drop(request.ids);
      return true;
    case "forget":
      endSyncing();
      snapshots.forget(request.id);
      return true;
    case "close":
      return process.exit();
    default:
      return unreachable(job);
  }
}

function begin(id: string): void {
  endSyncing();
  syncing = setInterval(() => snapshots.syncTaking(id), SYNC_EVERY_MS);
}

function endSyncing(): void {
  if (syncing !== null) clearInterval(syncing);
  syncing = null;
}

function reply(message: SnapshotReply): void {
  port?.postMessage(message);
}
