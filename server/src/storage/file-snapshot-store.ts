/**
 * Snapshots as files, seen from the main thread. What is read, written and compared happens in a thread of its own; the
 * state itself is copied, judged and replaced by the state machine's `StateFiles`. What fails here costs a snapshot and
 * never the node, except a state that cannot be put back.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { assert } from "../lib/assert.ts";
import type { Logger } from "../lib/logger.ts";
import { LIMITS } from "../limits.ts";
import type { SnapshotStore } from "../ports.ts";
import type { StateCopy, StateFiles } from "../state-files.ts";
import type { LogBase, SnapshotMeta, SnapshotPart } from "../raft/types.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { TAKING } from "./snapshot-folder.ts";
import type {
  SnapshotJobName,
  SnapshotJobs,
  SnapshotReply,
  SnapshotWorkerData,
} from "./snapshot-protocol.ts";

export interface FileSnapshotStoreOptions {
  /** Made when it is missing. */
  readonly folder: string;
  readonly clusterId: string;
  readonly state: StateFiles;
  /** On the disk of the folder; null: nobody could tell. */
  readonly freeBytes: () => number | null;
  readonly logger: Logger;
  /** The state can neither be kept nor replaced: must end the process. */
  fatal(error: Error): void;
}

/** Longer than any silence within a transfer: half of one is lost with the thread. */
const REST_MS = 60_000;

interface Waiting {
  // The answer's type belongs to the name of the job that waits.
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class FileSnapshotStore implements SnapshotStore {
  readonly #options: FileSnapshotStoreOptions;
  /** Only while there is something to do: a thread costs 20 MB, and snapshots are rare. */
  #worker: Worker | null = null;
  #hasLoaded = false;
  #idle: NodeJS.Timeout | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #lastNumber = 0;
  #isClosed = false;

  constructor(options: FileSnapshotStoreOptions) {
    this.#options = options;
  }

  async load(): Promise<readonly SnapshotMeta[]> {
    const loaded = await this.#ask("load", { isStart: !this.#hasLoaded });
    this.#hasLoaded = true;
    return loaded;
  }

  take(base: LogBase, calls: { begun(): void; done(snapshot: SnapshotMeta | null): void }): void {
    let hasBegun = false;
    const begun = (): void => {
      if (!hasBegun && !this.#isClosed) calls.begun();
      hasBegun = true;
    };
    const id = `${base.index}-${randomBytes(8).toString("hex")}`;
    this.#answer(
      `no snapshot of index ${base.index} was made`,
      this.#take(id, base, begun),
      (made) => {
        if (made === null) this.#forget(id);
        // Whatever went wrong, the state may go on.
        begun();
        calls.done(made);
      },
    );
  }

  restore(id: string, done: () => void): void {
    const { state, fatal } = this.#options;
    this.#ask("stage", { id }).then(
      (path) => {
        if (!this.#isClosed) state.replaceWith(path, () => this.#unlessClosed(done));
      },
      (error: Error) => this.#unlessClosed(() => fatal(error)),
    );
  }

  read(
    id: string,
    offset: number,
    maxBytes: number,
    done: (part: SnapshotPart | null) => void,
  ): void {
    const what = `the snapshot ${id} cannot be read`;
    this.#answer<SnapshotPart | null>(what, this.#ask("read", { id, offset, maxBytes }), done);
  }

  write(
    snapshot: SnapshotMeta,
    offset: number,
    part: SnapshotPart,
    done: (isSound: boolean) => void,
  ): void {
    const what = `a part of the snapshot ${JSON.stringify(snapshot.id)} was refused`;
    this.#answer(what, this.#ask("write", { snapshot, offset, part }), (isSound) => {
      if (isSound === null) this.#forget(snapshot.id);
      done(isSound === true);
    });
  }

  finish(snapshot: SnapshotMeta, done: (isSound: boolean) => void): void {
    const what = `the snapshot ${snapshot.id} that was received is dropped`;
    this.#answer(what, this.#finish(snapshot), (isSound) => {
      if (isSound === null) this.#forget(snapshot.id);
      done(isSound === true);
    });
  }

  drop(ids: readonly string[]): void {
    this.#answer("old snapshots could not be removed", this.#ask("drop", { ids }), () => undefined);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#restLater(false);
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    this.#rest();
    await ended;
  }

  /** The copy begins at once, without a word to the other thread: until it has begun, nothing is applied. */
  async #take(id: string, base: LogBase, begun: () => void): Promise<SnapshotMeta> {
    const { state } = this.#options;
    const missing = this.#bytesMissing();
    if (missing > 0) throw new Error(`the disk lacks ${missing} bytes for it`);
    const copied = new Promise<StateCopy>((resolve) =>
      state.copy(base.index, this.#pathForTaking(id), { begun, done: resolve }),
    );
    const [copy] = await Promise.all([copied, this.#ask("begin", { id })]);
    if ("flaw" in copy) throw new Error(copy.flaw);
    return await this.#ask("seal", { id, base, stateHash: copy.hash });
  }

  #bytesMissing(): number {
    const { state, freeBytes } = this.#options;
    return state.sizeBytes() + LIMITS.diskRoomBytes - (freeBytes() ?? Number.MAX_SAFE_INTEGER);
  }

  #pathForTaking(id: string): string {
    return join(this.#options.folder, `${id}${TAKING}`);
  }

  async #finish(snapshot: SnapshotMeta): Promise<true> {
    const path = await this.#ask("received", { snapshot });
    const { state } = this.#options;
    const copy = await new Promise<StateCopy>((resolve) =>
      state.judge(snapshot.base.index, path, resolve),
    );
    if ("flaw" in copy) throw new Error(copy.flaw);
    return await this.#ask("finish", { snapshot, stateHash: copy.hash });
  }

  #forget(id: string): void {
    if (this.#isClosed) return;
    const what = `what is left of the snapshot ${JSON.stringify(id)} stays until the next start`;
    this.#answer(what, this.#ask("forget", { id }), () => undefined);
  }

  /** Null, and a line in the log, for what could not be done. */
  #answer<Answer>(
    what: string,
    asked: Promise<Answer>,
    done: (answer: Answer | null) => void,
  ): void {
    asked.then(
      (answer) => this.#unlessClosed(() => done(answer)),
      (error: Error) =>
        this.#unlessClosed(() => {
          this.#options.logger.warn({ err: error }, `${what}: ${error.message}`);
          done(null);
        }),
    );
  }

  #ask<Name extends SnapshotJobName>(
    job: Name,
    request: SnapshotJobs[Name]["request"],
  ): Promise<SnapshotJobs[Name]["answer"]> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new Error("the store is closed"));
      this.#lastNumber += 1;
      const number = this.#lastNumber;
      // The worker answers a number with the answer of the job that was asked with it.
      const answered = (answer: unknown): void => resolve(answer as SnapshotJobs[Name]["answer"]);
      this.#waiting.set(number, { resolve: answered, reject });
      this.#restLater(false);
      this.#worker ??= this.#start();
      this.#worker.postMessage({ job, number, request });
    });
  }

  #hear(reply: SnapshotReply): void {
    if (reply.kind === "warning") return this.#options.logger.warn({}, reply.sentence);
    const waiting = this.#waiting.get(reply.number);
    assert(waiting !== undefined, "the thread of the snapshots only answers");
    this.#waiting.delete(reply.number);
    this.#restLater(this.#waiting.size === 0);
    if (reply.kind === "done") waiting.resolve(reply.answer);
    else {
      const { isRefusal, sentence } = reply;
      waiting.reject(isRefusal ? new FolderRefusal(sentence) : new Error(sentence));
    }
  }

  #unlessClosed(run: () => void): void {
    if (!this.#isClosed) run();
  }

  #start(): Worker {
    const { folder, clusterId } = this.#options;
    const workerData: SnapshotWorkerData = { folder, clusterId };
    const worker = new Worker(new URL("./snapshot-worker.ts", import.meta.url), { workerData });
    const ended = (error: Error): void => {
      if (this.#worker === worker) this.#options.fatal(error);
    };
    worker.on("message", (reply: SnapshotReply) => this.#hear(reply));
    worker.on("error", ended);
    worker.on("exit", () => ended(new Error("the thread of the snapshots ended")));
    return worker;
  }

  /** The one timer outside the clock: nothing but memory hangs on it. */
  #restLater(mayRest: boolean): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle =
      mayRest && !this.#isClosed ? setTimeout(() => this.#rest(), REST_MS).unref() : null;
  }

  /** The thread ends behind what it was asked before: files that were to go are gone. */
  #rest(): void {
    this.#worker?.postMessage({ job: "close", number: 0, request: {} });
    this.#worker = null;
  }
}
