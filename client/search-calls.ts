/** The search of messages. */
import type { Account, Message } from "./model.ts";

export interface SearchRequest {
  /**
   * Words, "phrases" and prefix*; from:NAME or from:me, in:#ROOM or in:@NAME, before:YYYY-MM-DD, after:YYYY-MM-DD (UTC, the day
   * itself left out), has:link, has:code, has:reaction, has:mention, has:reply. At most 256 characters.
   */
  readonly query: string;
  /** 1 to 200; 0 or absent means 50. */
  readonly pageSize?: number;
  /** From the previous page; opaque. */
  readonly cursor?: string;
}

/** Where a found message stands, as far as it takes to name it. */
export interface FoundPlace {
  readonly conversationId: string;
  /** Rooms. */
  readonly name: string;
  /** Direct and group: all accounts. */
  readonly peerIds: readonly string[];
}

export interface FoundPage {
  /** Newest first. */
  readonly messages: readonly Message[];
  readonly places: readonly FoundPlace[];
  /** Every author, and every peer. */
  readonly accounts: readonly Account[];
  /** Empty: there is nothing older. */
  readonly nextCursor: string;
  readonly index: number;
}

export interface SearchCalls {
  searchMessages: { request: SearchRequest; answer: FoundPage };
}
