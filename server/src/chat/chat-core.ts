/**
 * The chat itself, synchronous: entries in, answers out, all of it in one database. Only the entries and the
 * database decide; there is no clock and no chance in here.
 */
import Database from "better-sqlite3";
import { assert } from "../lib/assert.ts";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";
import type { StateNotes } from "../state-notes.ts";
import { applyEntry, type ChatEntry } from "./apply.ts";
import type { Queries, QueryName } from "./chat-port.ts";
import { Feed, type FeedOutput } from "./feed/feed.ts";
import { runQuery } from "./queries/queries.ts";
import { State } from "./state.ts";

export class ChatCore {
  readonly #state: State;
  readonly #feed: Feed;
  readonly #noteEvery: number;
  readonly #apply: (entries: readonly ChatEntry[], wantResults: boolean) => Uint8Array[];
  #isHalted = false;

  /**
   * `location`: a path, ":memory:", or the bytes of a database. `emit` hears the feed, inside the calls below.
   * `noteEvery`: equal on all nodes.
   */
  constructor(
    location: string | Uint8Array,
    emit: (output: FeedOutput) => void,
    noteEvery: number = LIMITS.stateNoteEntries,
  ) {
    this.#noteEvery = noteEvery;
    const db = new Database(typeof location === "string" ? location : Buffer.from(location));
    this.#state = new State(db);
    this.#feed = new Feed(this.#state, emit);
    this.#apply = db.transaction((entries: readonly ChatEntry[], wantResults: boolean) =>
      this.#applyAll(entries, wantResults),
    );
  }

  get appliedIndex(): Index {
    return this.#state.appliedIndex;
  }

  /**
   * One transaction, applied index included. With `wantResults` one encoded parley.log.v1.Result for each
   * entry, empty for no-ops; else nothing. A throw is final: the state is behind its caches, and no further
   * entry is taken.
   */
  applyEntries(entries: readonly ChatEntry[], wantResults: boolean): Uint8Array[] {
    assert(!this.#isHalted, "a halted state machine is given no more entries");
    try {
      return this.#apply(entries, wantResults);
    } catch (error) {
      this.#isHalted = true;
      throw error;
    }
  }

  /** Tells subscribers what the last `applyEntries` changed. Apart, so that answers can go first. */
  publish(): void {
    this.#feed.publish(this.#state.takeNews());
  }

  query<Name extends QueryName>(
    name: Name,
    request: Queries[Name]["request"],
  ): Queries[Name]["reply"] {
    return runQuery(this.#state, name, request);
  }

  get feed(): Pick<Feed, "subscribe" | "pull" | "unsubscribe"> {
    return this.#feed;
  }

  /** Another object after each change. */
  get notes(): StateNotes {
    return this.#state.notes.known;
  }

  /** The feature level in force. */
  get level(): number {
    return this.#state.level;
  }

  /** The state hash, counted anew from every row. */
  scanHash(): string {
    return this.#state.scanHashHex();
  }

  /** A copy of the database. */
  serialize(): Uint8Array {
    return this.#state.db.serialize();
  }

  /** Frames of the write-ahead log that no checkpoint has taken yet; 0 in memory. */
  checkpoint(mode: "NOOP" | "PASSIVE"): { readonly frames: number; readonly done: number } {
    const rows = this.#state.db.pragma(`wal_checkpoint(${mode})`) as {
      log: number;
      checkpointed: number;
    }[];
    const row = rows[0];
    return { frames: Math.max(0, row?.log ?? 0), done: Math.max(0, row?.checkpointed ?? 0) };
  }

  close(): void {
    this.#state.db.close();
  }

  #applyAll(entries: readonly ChatEntry[], wantResults: boolean): Uint8Array[] {
    const results: Uint8Array[] = [];
    let index = this.#state.appliedIndex;
    let time = this.#state.appliedTime;
    for (const entry of entries) {
      assert(entry.index === index + 1, "entries are applied in order, without holes");
      assert(entry.time >= time, "log time never falls");
      ({ index, time } = entry);
      const result = applyEntry(this.#state, entry, wantResults);
      if (index % this.#noteEvery === 0) this.#state.note(index);
      if (wantResults) results.push(result);
    }
    this.#state.finish(index, time);
    return results;
  }
}
