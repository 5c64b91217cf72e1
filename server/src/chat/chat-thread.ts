/**
 * The chat in a worker thread, seen from the main thread. One apply job is outstanding at most; queries and
 * feed jobs queue between them. A failure is told once, and nothing is answered after it.
 */
import { existsSync, statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { assert } from "../lib/assert.ts";
import type { Entry, Index } from "../ports.ts";
import type { StateCopy, StateFiles } from "../state-files.ts";
import type { StateNotes } from "../state-notes.ts";
import { ChatClosed } from "./chat-closed.ts";
import type {
  Chat,
  ChatThreadOptions,
  FeedSink,
  Queries,
  QueryName,
  SubscribeFrom,
  Subscription,
} from "./chat-port.ts";
import { ChatRefusal } from "./refusal.ts";
import { SearchThread } from "./search/search-thread.ts";
import { SinkRegistry } from "./sink-registry.ts";
import { StateCopier } from "./state-copier.ts";
import { putAside } from "./state-file.ts";
import type { FoundState } from "./state-file.ts";
import { StateDiverged } from "./state-diverged.ts";
import {
  buffersOf,
  packEntries,
  unpackBytes,
  type FromWorker,
  type ToWorker,
} from "./thread-protocol.ts";

interface Waiting {
  // The reply's type belongs to the name of the query that waits.
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

export class ChatThread implements Chat, StateFiles {
  readonly #file: string;
  readonly #tell: (sentence: string, isFlaw: boolean) => void;
  readonly #copier: StateCopier;
  readonly #search: SearchThread;
  #worker: Worker | null = null;
  #applyDone: ((results: readonly Uint8Array[]) => void) | null = null;
  #replaced: (() => void) | null = null;
  #opened: Waiting | null = null;
  #lastQuery = 0;
  readonly #queries = new Map<number, Waiting>();
  readonly #sinks: SinkRegistry;
  readonly #failed: ((error: Error) => void)[] = [];
  #isUnproven = false;
  #isEnded = false;
  #notes: StateNotes = { notes: [], checkedIndex: 0, agreedIndex: 0 };
  #level = 1;

  constructor({ file, tell = () => undefined }: ChatThreadOptions) {
    this.#file = file;
    this.#tell = tell;
    this.#copier = new StateCopier(file, (isCopied) => this.#send({ kind: "copying", isCopied }));
    this.#search = new SearchThread(file, (sentence) => tell(sentence, true));
    this.#sinks = new SinkRegistry({
      pull: (id) => this.#send({ kind: "pull", id }),
      unsubscribe: (id) => this.#send({ kind: "unsubscribe", id }),
    });
  }

  /** Starts the thread. Rejects, beside `onFailure`, when the state cannot be opened. */
  open(): Promise<{ readonly appliedIndex: Index }> {
    assert(this.#worker === null, "a chat is opened once");
    const worker = new Worker(new URL("chat-worker.ts", import.meta.url), {
      workerData: { file: this.#file },
    });
    this.#worker = worker;
    worker.on("message", (message: FromWorker) => this.#hear(message));
    worker.on("error", (error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    );
    worker.on("exit", (code) => this.#fail(new Error(`The state thread ended with code ${code}.`)));
    return new Promise((resolve, reject) => {
      this.#opened = { resolve: (reply) => resolve(reply as { appliedIndex: Index }), reject };
    });
  }

  apply(
    entries: readonly Entry[],
    wantResults: boolean,
    done: (results: readonly Uint8Array[]) => void,
  ): void {
    assert(this.#applyDone === null, "one apply job is outstanding");
    if (this.#isEnded) return;
    this.#applyDone = done;
    this.#send({ kind: "apply", entries: packEntries(entries), wantResults });
  }

  query<Name extends QueryName>(
    name: Name,
    request: Queries[Name]["request"],
  ): Promise<Queries[Name]["reply"]> {
    if (this.#isEnded) return Promise.reject(new ChatClosed());
    if (name === "searchMessages")
      // The name says which request and reply these are.
      return this.#search.search(request as Queries["searchMessages"]["request"]) as Promise<
        Queries[Name]["reply"]
      >;
    return new Promise((resolve, reject) => {
      this.#lastQuery += 1;
      const id = this.#lastQuery;
      // The worker answers an id with the reply of the query that was sent with it.
      this.#queries.set(id, {
        resolve: (reply) => resolve(reply as Queries[Name]["reply"]),
        reject,
      });
      this.#send({ kind: "query", id, name, request });
    });
  }

  subscribe(from: SubscribeFrom, sink: FeedSink): Subscription {
    const { id, subscription } = this.#sinks.add(sink);
    this.#send({ kind: "subscribe", id, from });
    return subscription;
  }

  isWatched(): boolean {
    return !this.#sinks.isEmpty;
  }

  notes(): StateNotes {
    return this.#notes;
  }

  level(): number {
    return this.#level;
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failed.push(listener);
  }

  /** Once it is open: nobody has read all of the state since it was last written. */
  get isUnproven(): boolean {
    return this.#isUnproven;
  }

  sizeBytes(): number {
    const size = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
    return size(this.#file) + size(`${this.#file}-wal`);
  }

  /** A copy that turns out to be rotten was made of a rotten state: that is a failure, and the next start has another. */
  copy(index: Index, path: string, calls: { begun(): void; done(copy: StateCopy): void }): void {
    this.#copier.copy(index, path, {
      begun: () => calls.begun(),
      done: (copy) => {
        if ("flaw" in copy && copy.isRotten) return this.#condemn(copy.flaw);
        calls.done(copy);
      },
    });
  }

  judge(index: Index, path: string, done: (copy: StateCopy) => void): void {
    this.#copier.judge(index, path, done);
  }

  /** Whoever follows the feed is told to begin it again: nothing falls between what it had and what it gets. */
  replaceWith(path: string, done: () => void): void {
    assert(
      this.#applyDone === null && this.#replaced === null,
      "nothing else is done to the state",
    );
    if (this.#isEnded) return;
    this.#replaced = done;
    this.#search.release(() => this.#send({ kind: "replace", by: path }));
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    await this.#copier.close();
    await this.#search.close();
    if (worker === null || this.#isEnded) return;
    this.#send({ kind: "close" });
    this.#end(new ChatClosed());
    await new Promise((resolve) => worker.once("exit", resolve));
  }

  #send(message: ToWorker): void {
    if (this.#isEnded) return;
    assert(this.#worker !== null, "a chat is opened before it is used");
    this.#worker.postMessage(message, buffersOf(message));
  }

  #hear(message: FromWorker): void {
    if (this.#isEnded) return;
    switch (message.kind) {
      case "opened":
        this.#notes = message.notes;
        this.#level = message.level;
        this.#tellFound(message.found);
        this.#reached(message.appliedIndex);
        this.#opened?.resolve({ appliedIndex: message.appliedIndex });
        this.#opened = null;
        return;
      case "applied":
        this.#finishApply(message);
        return;
      case "replaced":
        this.#notes = message.notes;
        this.#level = message.level;
        this.#finishReplace(message.appliedIndex);
        return;
      case "reply":
        this.#takeQuery(message.id)?.resolve(message.reply);
        return;
      case "refused": {
        const { reason, message: text, field } = message.refusal;
        this.#takeQuery(message.id)?.reject(new ChatRefusal(reason, text, field));
        return;
      }
      case "feed":
        for (const output of message.outputs) this.#sinks.hear(output);
        return;
      case "diverged":
        this.#fail(new StateDiverged(message.divergence));
        return;
      case "failed": {
        const error = new Error(message.message);
        error.stack = message.stack;
        this.#fail(error);
      }
    }
  }

  /** Answers first, then events, in one turn: whoever awaits the answer finds the events delivered. */
  #finishApply({ index, results, outputs, notes, level }: FromWorker & { kind: "applied" }): void {
    this.#notes = notes ?? this.#notes;
    this.#level = level;
    const done = this.#applyDone;
    this.#applyDone = null;
    done?.(unpackBytes(results));
    for (const output of outputs) this.#sinks.hear(output);
    this.#reached(index);
  }

  #finishReplace(index: Index): void {
    const done = this.#replaced;
    this.#replaced = null;
    this.#search.resume();
    this.#sinks.interrupt();
    this.#reached(index);
    done?.();
  }

  #reached(index: Index): void {
    this.#sinks.applied(index);
    this.#search.reached(index);
  }

  #tellFound(found: FoundState): void {
    this.#isUnproven = found === "unproven";
    if (found === "sealed" || found === "unproven") return;
    this.#search.forget();
    const what = found === "none" ? "is not there" : `was put aside, because ${found.flaw}`;
    const sentence = `state.db ${what}: it is made from the newest snapshot and the log.`;
    this.#tell(sentence, found !== "none");
  }

  #condemn(flaw: string): void {
    putAside(this.#file);
    this.#fail(new Error(`the state is damaged and is made again at the next start: ${flaw}`));
  }

  #takeQuery(id: number): Waiting | undefined {
    const waiting = this.#queries.get(id);
    this.#queries.delete(id);
    return waiting;
  }

  #fail(error: Error): void {
    if (this.#isEnded) return;
    this.#end(error);
    void this.#copier.close();
    void this.#search.close(); // Threads that nobody hears any more.
    void this.#worker?.terminate(); // Nothing more is expected of it; its exit tells nobody anything.
    for (const listener of this.#failed) listener(error);
  }

  #end(error: Error): void {
    this.#isEnded = true;
    this.#applyDone = null;
    this.#replaced = null;
    this.#sinks.clear();
    this.#opened?.reject(error);
    for (const waiting of this.#queries.values()) waiting.reject(new ChatClosed());
    this.#queries.clear();
  }
}
