/** Judges one file, in a thread that takes what the others leave, and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "../lib/assert.ts";
import { Pace } from "../lib/pace.ts";
import { giveWay } from "../lib/thread-priority.ts";
import { judgeState, openForJudging, UnsoundState } from "./judge-state.ts";
import type { StateFacts } from "./judge-state.ts";

const NICENESS = 15;
/** Of each second of this thread, ms of work: the rest of the processor is for those whom somebody waits for. */
const WORK_MS_PER_SECOND = 300;

export type FromJudgeWorker =
  | { readonly kind: "sound"; readonly facts: StateFacts }
  | { readonly kind: "unsound"; readonly flaw: string };

const port = parentPort;
assert(port !== null, "this file runs as a worker thread");
// The chat passes nothing but the path.
const { path } = workerData as { readonly path: string };

giveWay(NICENESS);
try {
  say({ kind: "sound", facts: await judge() });
} catch (error) {
  if (!(error instanceof UnsoundState)) throw error;
  say({ kind: "unsound", flaw: error.message });
}

async function judge(): Promise<StateFacts> {
  const db = openForJudging(path);
  // What counts here are not bytes but microseconds of work.
  const pace = new Pace(WORK_MS_PER_SECOND * 1000);
  try {
    const steps = judgeState(db);
    for (;;) {
      const startedAt = performance.now();
      const step = steps.next();
      if (step.done === true) return step.value;
      await pace.spent((performance.now() - startedAt) * 1000);
    }
  } finally {
    db.close();
  }
}

function say(message: FromJudgeWorker): void {
  port?.postMessage(message);
}
