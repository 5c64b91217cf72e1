/** Who is live and may see what: subscribers by account and by conversation, kept in step with memberships. */
import type { MemberRow } from "../rows.ts";
import type { Change } from "../state.ts";

export interface LiveSubscriber {
  readonly id: number;
  readonly accountId: number;
  /** Smallest visible seq of each conversation that the account is in. */
  readonly visibleFrom: Map<number, number>;
}

const NOBODY: ReadonlySet<LiveSubscriber> = new Set();

export class Audience {
  readonly #all = new Set<LiveSubscriber>();
  readonly #byAccount = new Map<number, Set<LiveSubscriber>>();
  readonly #byConversation = new Map<number, Set<LiveSubscriber>>();

  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** `members`: the account's memberships as they are now. */
  add(subscriber: LiveSubscriber, members: readonly MemberRow[]): void {
    this.#all.add(subscriber);
    enlist(this.#byAccount, subscriber.accountId, subscriber);
    for (const member of members) this.#place(subscriber, member);
  }

  remove(subscriber: LiveSubscriber): void {
    this.#all.delete(subscriber);
    strike(this.#byAccount, subscriber.accountId, subscriber);
    for (const id of subscriber.visibleFrom.keys()) strike(this.#byConversation, id, subscriber);
    subscriber.visibleFrom.clear();
  }

  /** A membership has become `member`. */
  moved(member: MemberRow): void {
    for (const subscriber of this.#byAccount.get(member.accountId) ?? NOBODY)
      this.#place(subscriber, member);
  }

  /** Who may see `change` now. */
  *of(change: Change): Iterable<LiveSubscriber> {
    switch (change.kind) {
      case "account":
        yield* this.#all;
        return;
      case "member":
        yield* this.#byAccount.get(change.row.accountId) ?? NOBODY;
        return;
      case "reader":
        for (const subscriber of this.#byConversation.get(change.row.conversationId) ?? NOBODY) {
          if (subscriber.accountId !== change.row.accountId) yield subscriber;
        }
        return;
      case "conversation":
        yield* this.#byConversation.get(change.row.id) ?? NOBODY;
        return;
      case "message": {
        const { conversationId, seq } = change.row;
        for (const subscriber of this.#byConversation.get(conversationId) ?? NOBODY) {
          if (seq >= (subscriber.visibleFrom.get(conversationId) ?? Infinity)) yield subscriber;
        }
      }
    }
  }

  #place(subscriber: LiveSubscriber, member: MemberRow): void {
    const { conversationId } = member;
    if (member.removed === 0) {
      subscriber.visibleFrom.set(conversationId, member.visibleFromSeq);
      enlist(this.#byConversation, conversationId, subscriber);
    } else if (subscriber.visibleFrom.delete(conversationId)) {
      strike(this.#byConversation, conversationId, subscriber);
    }
  }
}

function enlist(
  lists: Map<number, Set<LiveSubscriber>>,
  key: number,
  subscriber: LiveSubscriber,
): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, new Set([subscriber]));
  else list.add(subscriber);
}

function strike(
  lists: Map<number, Set<LiveSubscriber>>,
  key: number,
  subscriber: LiveSubscriber,
): void {
  const list = lists.get(key);
  list?.delete(subscriber);
  if (list?.size === 0) lists.delete(key);
}
