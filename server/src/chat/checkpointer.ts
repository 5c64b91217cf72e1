/**
 * When the write-ahead log of state.db is put into the database. A thread of its own does the bulk, so that
 * apply does not wait for the disk; what was written meanwhile is a little, and the state thread does that
 * itself: only a log that was taken to its end starts again from the front.
 */
import { Worker } from "node:worker_threads";
import { LIMITS } from "../limits.ts";
import type { ChatCore } from "./chat-core.ts";

const PAGE_BYTES = 4096;
/** Apply jobs between two looks at the size. */
const LOOK_EVERY = 32;

export class Checkpointer {
  readonly #core: Pick<ChatCore, "checkpoint">;
  readonly #worker: Worker;
  #sinceLook = 0;
  #isRunning = false;

  constructor(core: Pick<ChatCore, "checkpoint">, file: string, failed: (error: Error) => void) {
    this.#core = core;
    this.#worker = new Worker(new URL("checkpoint-worker.ts", import.meta.url), {
      workerData: { file },
    });
    this.#worker.on("message", () => {
      this.#isRunning = false;
      this.#core.checkpoint("PASSIVE");
    });
    this.#worker.on("error", failed);
    this.#worker.unref();
  }

  afterApply(): void {
    this.#sinceLook += 1;
    if (this.#isRunning || this.#sinceLook < LOOK_EVERY) return;
    this.#sinceLook = 0;
    const { frames } = this.#core.checkpoint("NOOP");
    if (frames * PAGE_BYTES < LIMITS.stateWalBytes) return;
    this.#isRunning = true;
    this.#worker.postMessage("checkpoint");
  }

  close(): void {
    this.#worker.postMessage("close");
  }
}
