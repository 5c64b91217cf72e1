/** What nodes tell each other beside Raft and never rely on: who is there, and who is typing. */
import type { Index } from "./raft/types.ts";

/** What an account asks to be shown as while a stream of it is open. */
export type Wish = "online" | "away" | "dnd";

export interface PresenceNote {
  readonly accountId: string;
  /** The teller has a stream of it, or had one a moment ago; to be said again before it counts as gone. */
  readonly isHere: boolean;
  readonly wish: Wish | null;
  /** Which wish is the newest: wall clock ms, never less than one more than the wish before. */
  readonly wishedMs: number;
}

export interface TypingNote {
  readonly conversationId: string;
  readonly accountId: string;
  readonly hasStopped: boolean;
  /** At which the teller saw that the account may write there: no older state may decide who hears of it. */
  readonly index: Index;
}

export interface GossipNews {
  readonly presence: readonly PresenceNote[];
  readonly typing: readonly TypingNote[];
}

/** Twins: GrpcPeers (the streams that carry Raft) and MemoryGossip. */
export interface Gossip {
  /**
   * To every other member. Never blocks and never throws. Dropped for one that is away or has not taken what it was
   * sent before: Raft's messages never wait behind much of it.
   */
  tell(news: GossipNews): void;
  /** One listener. `from` is the same for all that one run of a member tells. */
  onGossip(listener: (from: string, news: GossipNews) => void): void;
}
