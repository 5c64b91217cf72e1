/**
 * The chat in the caller's thread, for the simulation and for tests. Every job runs, and every callback is
 * delivered, inside `clock.soon`, in the order of the calls: with a virtual clock there is one order only.
 */
import type { Entry, Index } from "../ports.ts";
import type { StateNotes } from "../state-notes.ts";
import { ChatCore } from "./chat-core.ts";
import type {
  Chat,
  FeedSink,
  LocalChatOptions,
  Queries,
  QueryName,
  SubscribeFrom,
  Subscription,
} from "./chat-port.ts";
import { ChatClosed } from "./chat-closed.ts";
import type { FeedOutput } from "./feed/feed.ts";
import { SinkRegistry } from "./sink-registry.ts";

export class LocalChat implements Chat {
  readonly #clock: LocalChatOptions["clock"];
  readonly #noteEvery: number | undefined;
  #core: ChatCore;
  readonly #sinks: SinkRegistry;
  readonly #failed: ((error: Error) => void)[] = [];
  #outputs: FeedOutput[] = [];
  #isClosed = false;

  constructor({ clock, location, noteEvery }: LocalChatOptions) {
    this.#clock = clock;
    this.#noteEvery = noteEvery;
    this.#core = this.#open(location);
    this.#sinks = new SinkRegistry({
      pull: (id) => this.#feedJob(() => this.#core.feed.pull(id)),
      unsubscribe: (id) => this.#feedJob(() => this.#core.feed.unsubscribe(id)),
    });
    this.#sinks.applied(this.#core.appliedIndex);
  }

  open(): Promise<{ readonly appliedIndex: Index }> {
    return Promise.resolve({ appliedIndex: this.#core.appliedIndex });
  }

  apply(
    entries: readonly Entry[],
    wantResults: boolean,
    done: (results: readonly Uint8Array[]) => void,
  ): void {
    this.#later(() => {
      const results = this.#core.applyEntries(entries, wantResults);
      this.#core.publish();
      return () => {
        const outputs = this.#take();
        done(results);
        this.#deliver(outputs);
        this.#sinks.applied(this.#core.appliedIndex);
      };
    });
  }

  query<Name extends QueryName>(
    name: Name,
    request: Queries[Name]["request"],
  ): Promise<Queries[Name]["reply"]> {
    return new Promise((resolve, reject) => {
      this.#clock.soon(() => {
        if (this.#isClosed) {
          reject(new ChatClosed());
          return;
        }
        try {
          resolve(this.#core.query(name, request));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  subscribe(from: SubscribeFrom, sink: FeedSink): Subscription {
    const { id, subscription } = this.#sinks.add(sink);
    this.#feedJob(() => this.#core.feed.subscribe(id, from));
    return subscription;
  }

  isWatched(): boolean {
    return !this.#sinks.isEmpty;
  }

  notes(): StateNotes {
    return this.#core.notes;
  }

  level(): number {
    return this.#core.level;
  }

  onFailure(listener: (error: Error) => void): void {
    this.#failed.push(listener);
  }

  /** A copy of the state as a disk would hold it now. */
  serialize(): Uint8Array {
    return this.#core.serialize();
  }

  /** Goes on from such a copy; nothing is being applied. Whoever follows the feed has to begin it again. */
  restore(copy: Uint8Array): void {
    this.#core.close();
    this.#outputs = [];
    this.#core = this.#open(copy);
    this.#sinks.interrupt();
    this.#sinks.applied(this.#core.appliedIndex);
  }

  /** Of the state as it is now: equal content gives an equal hash. */
  hash(): string {
    return this.#core.query("stateHash", {}).hash;
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#sinks.clear();
      this.#core.close();
    }
    return Promise.resolve();
  }

  #open(location: string | Uint8Array): ChatCore {
    const emit = (output: FeedOutput): void => void this.#outputs.push(output);
    return new ChatCore(location, emit, this.#noteEvery);
  }

  #feedJob(job: () => void): void {
    this.#later(() => {
      job();
      return () => this.#deliver(this.#take());
    });
  }

  /** Only the job can fail the chat; what it hands over runs outside and is the caller's affair. */
  #later(job: () => () => void): void {
    this.#clock.soon(() => {
      if (this.#isClosed) return;
      const deliver = this.#attempt(job);
      deliver?.();
    });
  }

  #attempt(job: () => () => void): (() => void) | undefined {
    try {
      return job();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  #take(): FeedOutput[] {
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  #deliver(outputs: readonly FeedOutput[]): void {
    for (const output of outputs) if (!this.#isClosed) this.#sinks.hear(output);
  }

  #fail(error: Error): void {
    this.#isClosed = true;
    this.#sinks.clear();
    this.#core.close();
    for (const listener of this.#failed) listener(error);
  }
}
