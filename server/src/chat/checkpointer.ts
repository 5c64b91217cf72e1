/**
 * When the write-ahead log of state.db is put into the database. A thread of its own does the bulk, so that
 * apply does not wait for the disk; what was written meanwhile is a little, and the state thread does that
 * itself: only a log that was taken to its end starts again from the front.
 */
import { Worker } from "node:worker_threads";
import { LIMITS } from "../limits.ts";
import type { ApplyGate } from "./apply-gate.ts";
import type { ChatCore } from "./chat-core.ts";

const PAGE_BYTES = 4096;
/** Apply jobs between two looks at the size. */
const LOOK_EVERY = 32;

export class Checkpointer {
  readonly #core: Pick<ChatCore, "checkpoint">;
  readonly #gate: Pick<ApplyGate, "hold" | "release">;
  readonly #file: string;
  readonly #failed: (error: Error) => void;
  /** Started when it is first needed: a thread costs memory, and a quiet node never needs it. */
  #worker: Worker | null = null;
  #sinceLook = 0;
  #isRunning = false;
  #isClosed = false;

  constructor(
    core: Pick<ChatCore, "checkpoint">,
    gate: Pick<ApplyGate, "hold" | "release">,
    file: string,
    failed: (error: Error) => void,
  ) {
    this.#core = core;
    this.#gate = gate;
    this.#file = file;
    this.#failed = failed;
  }

  /** More than this is not written to the write-ahead log while a copy or a checkpoint goes on. */
  get isAtBound(): boolean {
    return this.#logBytes >= LIMITS.stateWalMaxBytes;
  }

  afterApply(): void {
    this.#sinceLook += 1;
    if (this.#isRunning || this.#sinceLook < LOOK_EVERY) return;
    this.#sinceLook = 0;
    if (this.#logBytes < LIMITS.stateWalBytes) return;
    this.#isRunning = true;
    this.#gate.hold("checkpoint");
    this.#worker ??= this.#start();
    this.#worker.postMessage("checkpoint");
  }

  /** Resolves when nobody here has the file open any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#gate.release("checkpoint");
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.postMessage("close");
    await ended;
  }

  get #logBytes(): number {
    return this.#core.checkpoint("NOOP").frames * PAGE_BYTES;
  }

  #start(): Worker {
    const worker = new Worker(new URL("checkpoint-worker.ts", import.meta.url), {
      workerData: { file: this.#file },
    });
    worker.on("message", () => {
      this.#isRunning = false;
      if (this.#isClosed) return;
      this.#core.checkpoint("PASSIVE");
      this.#gate.release("checkpoint");
    });
    worker.on("error", this.#failed);
    worker.unref();
    return worker;
  }
}
