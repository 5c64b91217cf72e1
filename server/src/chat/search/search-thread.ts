/**
 * The search of a node, seen from the main thread. Its thread is started by the first search, or when there is a good deal
 * to take in: it costs memory, and a quiet node never needs it. If it ends, the next search starts another.
 */
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { LIMITS } from "../../limits.ts";
import type { Index } from "../../ports.ts";
import { ChatClosed } from "../chat-closed.ts";
import type { EncodedReply, Queries } from "../chat-port.ts";
import { ChatRefusal } from "../refusal.ts";
import { removeIndex } from "./open-search.ts";
import type { FromSearch, SearchFiles, ToSearch } from "./search-protocol.ts";

interface Waiting {
  resolve(reply: EncodedReply): void;
  reject(error: Error): void;
}

export class SearchThread {
  readonly #files: SearchFiles;
  readonly #tell: (sentence: string) => void;
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  readonly #released: (() => void)[] = [];
  /** Not null while the state is being replaced: what is asked meanwhile. Whoever opened the file now would keep the old one. */
  #held: ToSearch[] | null = null;
  #lastId = 0;
  #filledAt: Index = 0;
  #isClosed = false;

  constructor(state: string, tell: (sentence: string) => void) {
    this.#files = { state, index: join(dirname(state), "search.db") };
    this.#tell = tell;
  }

  search(request: Queries["searchMessages"]["request"]): Promise<EncodedReply> {
    if (this.#isClosed) return Promise.reject(new ChatClosed());
    if (this.#waiting.size >= LIMITS.searchQueue) {
      const sentence = "Too many searches wait on this node. Try again in a moment.";
      return Promise.reject(new ChatRefusal("OVERLOADED", sentence));
    }
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { resolve, reject });
      this.#send({ kind: "search", id: this.#lastId, request });
    });
  }

  /** The state is at this index. */
  reached(index: Index): void {
    if (this.#isClosed || index < this.#filledAt + LIMITS.searchFillEntries) return;
    this.#filledAt = index;
    this.#send({ kind: "fill" });
  }

  /** The state was made anew: what an index says of another is worth nothing. Before anything is searched. */
  forget(): void {
    removeIndex(this.#files.index);
  }

  /** Calls `done` when the search has the state open no longer; it opens none until `resume`. No apply is out meanwhile. */
  release(done: () => void): void {
    this.#held ??= [];
    if (this.#worker === null) return done();
    this.#released.push(done);
    this.#worker.postMessage({ kind: "release" } satisfies ToSearch);
  }

  /** The state is another now. */
  resume(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const message of held) this.#send(message);
    if (this.#worker !== null) this.#send({ kind: "fill" });
  }

  /** Resolves when nothing here has a file open. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === null || this.#isClosed) return this.#end();
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.postMessage({ kind: "close" } satisfies ToSearch);
    this.#end();
    await ended;
  }

  #end(): void {
    this.#isClosed = true;
    this.#rejectAll(() => new ChatClosed());
  }

  #send(message: ToSearch): void {
    if (this.#isClosed) return;
    if (this.#held !== null) return void this.#held.push(message);
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL("search-worker.ts", import.meta.url), {
      workerData: this.#files,
    });
    worker.on("message", (message: FromSearch) => this.#hear(message));
    worker.on("error", (error) => this.#tell(`The search thread ended: ${String(error)}`));
    worker.on("exit", () => this.#ended(worker));
    worker.unref();
    return worker;
  }

  #hear(message: FromSearch): void {
    switch (message.kind) {
      case "reply":
        this.#take(message.id)?.resolve(message.reply);
        return;
      case "refused": {
        const { reason, message: text, field } = message.refusal;
        this.#take(message.id)?.reject(new ChatRefusal(reason, text, field));
        return;
      }
      case "released":
        this.#released.shift()?.();
        return;
      case "told":
        this.#tell(message.sentence);
    }
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    for (const done of this.#released.splice(0)) done();
    const sentence = "The search of this node had to begin anew. Try again in a moment.";
    this.#rejectAll(() => new ChatRefusal("OVERLOADED", sentence));
  }

  #rejectAll(reason: () => Error): void {
    for (const { reject } of this.#waiting.values()) reject(reason());
    this.#waiting.clear();
    this.#held = this.#held === null ? null : [];
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
