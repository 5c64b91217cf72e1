/** Copies the state and judges copies, in threads beside the state thread: apply and queries go on meanwhile. */
import { existsSync, statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { assert } from "../lib/assert.ts";
import { crashPoint } from "../storage/crash-points.ts";
import type { Index } from "../ports.ts";
import type { FromCopyWorker } from "./copy-worker.ts";
import type { FromJudgeWorker } from "./judge-worker.ts";

/** How often a copy is looked at, ms: apply waits so long at most for nothing. */
const LOOK_MS = 1;

/** Longer than from one copy to the next under load. */
const REST_MS = 120_000;

/** `isRotten`: the flaw is in the bytes, not in how they were asked for. */
export type Judged =
  | { readonly hash: string }
  | { readonly flaw: string; readonly isRotten: boolean };

export interface CopyCalls {
  begun(): void;
  done(copy: Judged): void;
}

export class StateCopier {
  readonly #file: string;
  /** Hears that the state is being read, and that it is no longer. */
  readonly #reading: (isRead: boolean) => void;
  /** Kept while copies follow one another: apply waits for its start, 50 ms and more. At rest its 20 MB are given back. */
  #copying: Worker | null = null;
  readonly #judging = new Set<Worker>();
  #underWay: ((message: FromCopyWorker) => void) | null = null;
  #rest: NodeJS.Timeout | null = null;
  #stopLooking: () => void = () => undefined;
  #isClosed = false;

  constructor(file: string, reading: (isRead: boolean) => void) {
    this.#file = file;
    this.#reading = reading;
  }

  /**
   * Apply has to wait until the copy's read transaction has begun, and no longer. SQLite does not say when that is, but a
   * copy gets its first bytes only inside it. Should that ever change, the copy is of another index, and no copy.
   */
  copy(index: Index, path: string, { begun, done }: CopyCalls): void {
    assert(this.#underWay === null, "one copy is made at a time");
    const looking = setInterval(() => {
      if (hasBytes(path)) begin();
    }, LOOK_MS);
    const begin = once(() => {
      clearInterval(looking);
      crashPoint("snapshot:copy-begun");
      begun();
    });
    this.#reading(true);
    this.#underWay = (message) => {
      this.#underWay = null;
      this.#reading(false);
      // Nothing but memory hangs on this timer.
      this.#rest = setTimeout(() => this.#endCopying(), REST_MS).unref();
      if (message.kind === "copied") {
        begin();
        return this.judge(index, path, done);
      }
      clearInterval(looking);
      done({ flaw: message.sentence, isRotten: message.isDamage });
    };
    this.#stopLooking = () => clearInterval(looking);
    if (this.#rest !== null) clearTimeout(this.#rest);
    this.#copying ??= this.#startCopying();
    this.#copying.postMessage(path);
  }

  judge(index: Index, path: string, done: (copy: Judged) => void): void {
    if (this.#isClosed) return;
    const worker = new Worker(new URL("judge-worker.ts", import.meta.url), {
      workerData: { path },
    });
    this.#judging.add(worker);
    const ended = (copy: Judged): void => {
      if (this.#judging.delete(worker) && !this.#isClosed) done(copy);
    };
    worker.on("message", (message: FromJudgeWorker) => ended(verdictOn(message, index)));
    worker.on("error", (error) => ended({ flaw: String(error), isRotten: false }));
    worker.on("exit", () => ended({ flaw: "it was not judged to the end", isRotten: false }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#underWay = null;
    this.#stopLooking();
    if (this.#rest !== null) clearTimeout(this.#rest);
    const workers = [...this.#judging, ...(this.#copying === null ? [] : [this.#copying])];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #endCopying(): void {
    void this.#copying?.terminate(); // Nothing more is expected of it.
    this.#copying = null;
  }

  #startCopying(): Worker {
    const worker = new Worker(new URL("copy-worker.ts", import.meta.url), {
      workerData: { file: this.#file },
    });
    worker.on("message", (message: FromCopyWorker) => this.#underWay?.(message));
    const ended = (sentence: string): void => {
      if (this.#copying !== worker) return;
      this.#copying = null;
      this.#underWay?.({ kind: "failed", sentence, isDamage: false });
    };
    worker.on("error", (error) => ended(String(error)));
    worker.on("exit", () => ended("the thread that copies ended"));
    return worker;
  }
}

function hasBytes(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) run();
    isDone = true;
  };
}

function verdictOn(message: FromJudgeWorker, index: Index): Judged {
  if (message.kind === "unsound") return { flaw: message.flaw, isRotten: true };
  const { appliedIndex, hash } = message.facts;
  if (appliedIndex === index) return { hash };
  return { flaw: `it is the state at index ${appliedIndex}, not at ${index}`, isRotten: false };
}
