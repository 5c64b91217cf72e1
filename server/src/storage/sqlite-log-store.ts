/**
 * The log on disk, seen from the main thread: packs what must be written, hands it to the log's thread, and
 * keeps at most one request under way. A write goes before waiting reads.
 */
import { Worker } from "node:worker_threads";

import { assert } from "../lib/assert.ts";
import type { LogStore, LogWrite } from "../ports.ts";
import type { Entry, Index, StoredLog } from "../raft/types.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import type { LogOwner } from "./log-owner.ts";
import { packWrites, unpackRows } from "./log-packing.ts";
import { selectRange } from "./log-range.ts";
import type { LogReply, LogRequest, LogWorkerData } from "./log-protocol.ts";

export interface SqliteLogStoreOptions {
  readonly path: string;
  /**
   * Makes a missing file. Only for whoever makes a cluster: a node that finds no log, or an empty one, has
   * lost it and must not start (foundations 1).
   */
  readonly create?: boolean;
  /** Who must own the log; one of a version that named nobody becomes theirs. Not asked when not given. */
  readonly owner?: LogOwner;
  /** The log of a member that is about to join: it holds nothing until the leader fills it. */
  readonly mayBeEmpty?: boolean;
  /** The disk erred when the log was last in use, and the mark could not say so. */
  readonly mustRecopy?: boolean;
  /** Told during `load` what an operator should know of how the log was found. */
  readonly onNotice?: (sentence: string) => void;
}

/** The log can no longer be written or read: the process must end. */
export class LogFailure extends Error {
  override readonly name = "LogFailure";
  readonly code = "LOG_FAILED";
  /** The next start must copy the log first, and only the exit code of this process can tell it so. */
  readonly isRecopyUntold: boolean;
  constructor(message: string, isRecopyUntold: boolean) {
    super(message);
    this.isRecopyUntold = isRecopyUntold;
  }
}

/** `load` comes first, and rejects with FolderRefusal when the file must not be used. */
export function openSqliteLogStore(options: SqliteLogStoreOptions): LogStore {
  const { path, create = false, mayBeEmpty = false, mustRecopy = false, owner = null } = options;
  const onNotice = options.onNotice ?? (() => undefined);
  return new SqliteLogStore({ path, create, owner, mayBeEmpty, mustRecopy }, onNotice);
}

interface Job {
  readonly request: LogRequest;
  readonly transfer: readonly ArrayBuffer[];
  readonly answered: (reply: LogReply) => void;
}

class SqliteLogStore implements LogStore {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #failureListeners: ((error: Error) => void)[] = [];
  #queue: Job[] = [];
  #underWay: Job | null = null;
  #isWriting = false;
  #failure: Error | null = null;
  #rejectLoad: ((error: Error) => void) | null = null;
  #closed: Promise<void> | null = null;
  #hasClosed = false;

  readonly #onNotice: (sentence: string) => void;

  constructor(workerData: LogWorkerData, onNotice: (sentence: string) => void) {
    this.#onNotice = onNotice;
    this.#worker = new Worker(new URL("./log-worker.ts", import.meta.url), { workerData });
    this.#worker.on("message", (reply: LogReply) => this.#receive(reply));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        if (!this.#hasClosed) this.#fail(new Error("the log's thread ended"));
        resolve();
      });
    });
  }

  load(): Promise<StoredLog> {
    return new Promise((resolve, reject) => {
      this.#rejectLoad = reject;
      const answered = (reply: LogReply): void => {
        assert(reply.kind === "loaded", "a load is answered by what was loaded");
        this.#rejectLoad = null;
        for (const notice of reply.notices) this.#onNotice(notice);
        resolve(reply.stored);
      };
      this.#enqueue({ request: { kind: "load" }, transfer: [], answered });
    });
  }

  write(writes: readonly LogWrite[], done: () => void): void {
    assert(!this.#isWriting, "at most one write is outstanding");
    assert(this.#closed === null, "nothing is written to a closing log");
    const { sent, buffer } = packWrites(writes);
    this.#isWriting = true;
    const answered = (): void => {
      this.#isWriting = false;
      done();
    };
    this.#queue.unshift({
      request: { kind: "write", writes: sent, buffer },
      transfer: [buffer],
      answered,
    });
    this.#next();
  }

  read(
    from: Index,
    until: Index,
    maxBytes: number,
    done: (entries: readonly Entry[]) => void,
  ): void {
    const answered = (reply: LogReply): void => {
      assert(reply.kind === "rows", "a read is answered by rows");
      done(selectRange(unpackRows(reply), { from, until, maxBytes }));
    };
    this.#enqueue({ request: { kind: "read", from, until, maxBytes }, transfer: [], answered });
  }

  /** A failure that has already happened is told at once. */
  onFailure(listener: (error: Error) => void): void {
    this.#failureListeners.push(listener);
    if (this.#failure !== null) listener(this.#failure);
  }

  /**
   * Finishes the write under way, drops waiting reads, empties the write-ahead log and ends the thread. After a failure it
   * only ends the thread: a process that met one ends without it.
   */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#queue = this.#queue.filter((job) => job.request.kind !== "read");
    const answered = (): void => {
      this.#hasClosed = true;
    };
    this.#enqueue({ request: { kind: "close" }, transfer: [], answered });
    if (this.#failure !== null) void this.#worker.terminate();
    await this.#ended;
  }

  #enqueue(job: Job): void {
    this.#queue.push(job);
    this.#next();
  }

  #next(): void {
    if (this.#underWay !== null || this.#failure !== null) return;
    const job = this.#queue.shift();
    if (job === undefined) return;
    this.#underWay = job;
    this.#worker.postMessage(job.request, job.transfer);
  }

  #receive(reply: LogReply): void {
    if (this.#failure !== null) return;
    if (reply.kind === "failed")
      return this.#fail(new LogFailure(reply.message, reply.mustRecopy && !reply.isNoted));
    if (reply.kind === "refused") return this.#fail(new FolderRefusal(reply.sentence));
    const job = this.#underWay;
    assert(job !== null, "the log's thread only answers");
    this.#underWay = null;
    job.answered(reply);
    this.#next();
  }

  /** Once and for good; while loading, the load is what fails. */
  #fail(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    // When the disk erred the thread goes on: with it the file would be closed, by one more sync (close-after.ts).
    if (error instanceof LogFailure) this.#worker.unref();
    else void this.#worker.terminate();
    const rejectLoad = this.#rejectLoad;
    if (rejectLoad !== null) return rejectLoad(error);
    for (const listener of this.#failureListeners) listener(error);
  }
}
