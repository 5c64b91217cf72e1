/** Typing and presence of a MemoryCluster, as all its nodes tell them. For tests. */
import type { Clock } from "./clock.ts";
import type { MemoryChat } from "./memory-chat.ts";
import { placeOf } from "./memory-places.ts";
import { Refused } from "./memory-refused.ts";
import type { PeopleCalls, PeopleNews, Presence, Wish } from "./people-model.ts";

const SIGNED_OUT = new Refused("BAD_SESSION", 16);
const NOT_FOUND = new Refused("NOT_FOUND", 5);
const TYPING_MS = 6_000;
const AGAIN_MS = 3_000;
const HOLD_MS = 6_000;

interface MemoryPeopleOptions {
  readonly chat: MemoryChat;
  readonly clock: Clock;
  /** To the streams of these accounts. */
  tell(accountIds: readonly string[], news: PeopleNews): void;
}

type Answers = {
  readonly [V in keyof PeopleCalls]: (
    request: PeopleCalls[V]["request"],
    asker: { readonly userId: string },
  ) => PeopleCalls[V]["answer"] | Refused;
};

export class MemoryPeople {
  private readonly options: MemoryPeopleOptions;
  private readonly streams = new Map<string, number>();
  private readonly wishes = new Map<string, Wish>();

  constructor(
    chat: MemoryChat,
    clock: Clock,
    tell: (accountIds: readonly string[], news: PeopleNews) => void,
  ) {
    this.options = { chat, clock, tell };
  }

  readonly answers: Answers = {
    setTyping: ({ conversationId, stopped }, { userId }) => {
      if (userId === "") return SIGNED_OUT;
      const place = placeOf(this.options.chat, userId, conversationId);
      if (place === null) return NOT_FOUND;
      if (!place.isMember || place.conversation.archived) return new Refused("FORBIDDEN", 7);
      const forMs = stopped ? 0 : TYPING_MS;
      const news = { kind: "typing", conversationId, accountId: userId, forMs } as const;
      this.options.tell(
        this.membersOf(conversationId).filter((id) => id !== userId),
        news,
      );
      return { againMs: AGAIN_MS };
    },
    setPresence: ({ presence }, { userId }) => {
      if (userId === "") return SIGNED_OUT;
      this.wishes.set(userId, presence);
      this.tellOf(userId);
      return {};
    },
  };

  /** Returns the whole list for that stream. */
  opened(userId: string): PeopleNews {
    const count = this.streams.get(userId) ?? 0;
    this.streams.set(userId, count + 1);
    if (count === 0) this.tellOf(userId);
    const people = this.companyOf(userId)
      .map((accountId) => ({ accountId, presence: this.of(accountId) }))
      .filter(({ presence }) => presence !== "offline");
    return { kind: "presence", people, whole: true };
  }

  closed(userId: string): void {
    this.options.clock.after(HOLD_MS, () => {
      const count = (this.streams.get(userId) ?? 1) - 1;
      this.streams.set(userId, count);
      if (count === 0) this.tellOf(userId);
    });
  }

  private tellOf(accountId: string): void {
    const people = [{ accountId, presence: this.of(accountId) }];
    this.options.tell(this.companyOf(accountId), { kind: "presence", people, whole: false });
  }

  private of(accountId: string): Presence {
    if ((this.streams.get(accountId) ?? 0) === 0) return "offline";
    return this.wishes.get(accountId) ?? "online";
  }

  private companyOf(accountId: string): string[] {
    const { memberships, conversations } = this.options.chat;
    const places = [...conversations.keys()].filter(
      (id) => memberships.get(`${accountId}/${id}`)?.removed === false,
    );
    return [...new Set([accountId, ...places.flatMap((id) => this.membersOf(id))])];
  }

  private membersOf(conversationId: string): string[] {
    const { accounts, memberships } = this.options.chat;
    return [...accounts.keys()].filter(
      (id) => memberships.get(`${id}/${conversationId}`)?.removed === false,
    );
  }
}
