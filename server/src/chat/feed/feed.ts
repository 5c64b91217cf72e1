/**
 * The live feed of one node: after each transaction every subscriber is given what it may see of it. One
 * that starts is led through its catch-up page by page and becomes live in the same step in which the last
 * page was read, so nothing falls between the two.
 */
import type { Index } from "../../ports.ts";
import type { FeedEvent } from "../chat-port.ts";
import { showsReaders } from "../access.ts";
import { conversationById, membershipsOf } from "../membership.ts";
import { findSession } from "../sessions.ts";
import type { Change, State, TransactionNews } from "../state.ts";
import { Audience, type LiveSubscriber } from "./audience.ts";
import { catchUpPage } from "./catch-up.ts";
import { encodeChange, encodeEvent, rankOf } from "./encode-event.ts";

/** What the feed says, in this order, to whoever holds the sinks; `id` as given to `subscribe`. */
export type FeedOutput =
  | {
      readonly kind: "page";
      readonly id: number;
      readonly events: readonly FeedEvent[];
      readonly upTo: Index;
    }
  | { readonly kind: "caughtUp"; readonly id: number; readonly index: Index }
  | {
      readonly kind: "live";
      readonly ids: readonly number[];
      readonly events: readonly FeedEvent[];
    }
  | { readonly kind: "ended"; readonly id: number };

interface Subscriber extends LiveSubscriber {
  readonly tokenSha256: Uint8Array;
  /** Log time at which the session ends by itself. */
  readonly expiresMs: number;
  phase: "behind" | "reading" | "live";
  /** Everything visible up to here has been given; not kept once live. */
  cursor: Index;
}

export class Feed {
  readonly #state: State;
  readonly #emit: (output: FeedOutput) => void;
  readonly #subscribers = new Map<number, Subscriber>();
  readonly #audience = new Audience();

  constructor(state: State, emit: (output: FeedOutput) => void) {
    this.#state = state;
    this.#emit = emit;
  }

  /** The first page follows at once, or when this node has applied `afterIndex`. */
  subscribe(id: number, from: { tokenSha256: Uint8Array; afterIndex: Index }): void {
    const { tokenSha256, afterIndex } = from;
    const session = findSession(this.#state, tokenSha256, this.#state.appliedTime);
    if (session === undefined) {
      this.#emit({ kind: "ended", id });
      return;
    }
    const subscriber: Subscriber = {
      id,
      accountId: session.accountId,
      visibleFrom: new Map(),
      tokenSha256,
      expiresMs: session.expiresMs,
      phase: "behind",
      cursor: afterIndex,
    };
    this.#subscribers.set(id, subscriber);
    this.#advance(subscriber);
  }

  /** The consumer has room for the next page. */
  pull(id: number): void {
    const subscriber = this.#subscribers.get(id);
    if (subscriber?.phase === "reading") this.#advance(subscriber);
  }

  unsubscribe(id: number): void {
    const subscriber = this.#subscribers.get(id);
    if (subscriber === undefined) return;
    this.#subscribers.delete(id);
    this.#audience.remove(subscriber);
  }

  /** After each committed transaction. */
  publish(news: TransactionNews): void {
    if (this.#subscribers.size === 0) return;
    if (news.endedSessions.length > 0) this.#endSessions();
    this.#endExpired();
    if (!this.#audience.isEmpty) this.#tell(news.changes);
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.phase === "behind") this.#advance(subscriber);
    }
  }

  #advance(subscriber: Subscriber): void {
    const applied = this.#state.appliedIndex;
    if (subscriber.cursor > applied) return;
    subscriber.phase = "reading";
    const { id, accountId, cursor } = subscriber;
    const page =
      cursor === applied
        ? { events: [], upTo: applied }
        : catchUpPage(this.#state, accountId, cursor);
    subscriber.cursor = page.upTo;
    this.#emit({ kind: "page", id, ...page });
    if (page.upTo < applied) return;
    subscriber.phase = "live";
    this.#audience.add(subscriber, membershipsOf(this.#state, accountId));
    this.#emit({ kind: "caughtUp", id, index: applied });
  }

  /** Memberships first: whoever was removed in this transaction sees nothing more of it. */
  #tell(changes: readonly Change[]): void {
    for (const change of changes) if (change.kind === "member") this.#audience.moved(change.row);
    for (let from = 0; from < changes.length;) {
      const index = changes[from]?.index ?? 0;
      let to = from;
      while (changes[to]?.index === index) to += 1;
      const newest = newestOf(changes.slice(from, to));
      this.#tellIndex(index, withReaders(this.#state, newest));
      from = to;
    }
  }

  #tellIndex(index: Index, changes: Change[]): void {
    changes.sort((one, other) => rankOf(one) - rankOf(other));
    const seenBy = new Map<LiveSubscriber, number[]>();
    for (const [at, change] of changes.entries()) {
      for (const subscriber of this.#audience.of(change)) {
        const seen = seenBy.get(subscriber);
        if (seen === undefined) seenBy.set(subscriber, [at]);
        else seen.push(at);
      }
    }
    const groups = new Map<string, { seen: readonly number[]; ids: number[] }>();
    for (const [{ id }, seen] of seenBy) {
      const name = seen.join();
      const group = groups.get(name);
      if (group === undefined) groups.set(name, { seen, ids: [id] });
      else group.ids.push(id);
    }
    const encoded = new Map<number, Uint8Array>();
    for (const { seen, ids } of groups.values()) {
      const parts = seen.map((at) => encodeOnce(this.#state, encoded, changes, at));
      this.#emit({ kind: "live", ids, events: encodeEvent(index, parts) });
    }
  }

  #endSessions(): void {
    for (const subscriber of this.#subscribers.values()) {
      const { tokenSha256 } = subscriber;
      if (findSession(this.#state, tokenSha256, this.#state.appliedTime) === undefined)
        this.#end(subscriber);
    }
  }

  #endExpired(): void {
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.expiresMs <= this.#state.appliedTime) this.#end(subscriber);
    }
  }

  #end({ id }: Subscriber): void {
    this.unsubscribe(id);
    this.#emit({ kind: "ended", id });
  }
}

/** A batch may change one row several times. Two versions of one index would be the same to whoever compares indexes. */
function newestOf(changes: readonly Change[]): readonly Change[] {
  const newest = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.kind}/${rowIdOf(change)}`;
    // Where its first version stood; what it names came before that.
    newest.set(key, change);
  }
  return [...newest.values()];
}

function rowIdOf(change: Change): string {
  const isMembership = change.kind === "member" || change.kind === "reader";
  if (!isMembership) return String(change.row.id);
  return `${String(change.row.conversationId)}/${String(change.row.accountId)}`;
}

/** How far somebody has read is the affair of the others too, where they are few. */
function withReaders(state: State, changes: readonly Change[]): Change[] {
  const readers = changes.flatMap((change): Change[] => {
    if (change.kind !== "member") return [];
    const conversation = conversationById(state, change.row.conversationId);
    const isTold = conversation !== undefined && showsReaders(conversation);
    return isTold ? [{ ...change, kind: "reader" }] : [];
  });
  return [...changes, ...readers];
}

function encodeOnce(
  state: State,
  encoded: Map<number, Uint8Array>,
  changes: readonly Change[],
  at: number,
): Uint8Array {
  const known = encoded.get(at);
  if (known !== undefined) return known;
  const change = changes[at];
  const bytes = change === undefined ? new Uint8Array(0) : encodeChange(state, change);
  encoded.set(at, bytes);
  return bytes;
}
