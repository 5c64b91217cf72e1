/**
 * What a page knows of the chat, as plain values. Everything in it is a set that only grows or a row of
 * which the newest version wins, so events may come in any order and any number of times (reduce.ts).
 * What people see is derived from it by the selectors beside this file, never stored.
 */
import type { PendingRow } from "@parley/client/chat.ts";
import type { Account, Conversation, Membership, Message } from "@parley/client/model.ts";
import type { ReadPosition } from "@parley/client/small-rows.ts";

export type { Account, Conversation, Membership, Message, PendingRow, ReadPosition };

/** The server's own count of unread messages, and the facts it was true for. */
export interface UnreadBase {
  readonly index: number;
  readonly readEpoch: number;
  readonly readSeq: number;
  readonly unread: number;
  readonly lastSeq: number;
}

export interface ConversationState {
  readonly id: string;
  readonly conversation: Conversation | null;
  readonly membership: Membership | null;
  /** By ascending seq, each seq once, none above lastSeq. May have gaps: older pages not yet loaded. */
  readonly messages: readonly Message[];
  /** Messages that overtook one before them (the answer to an own send does), by seq, all above lastSeq + 1. */
  readonly ahead: readonly Message[];
  /** Seq of the newest message such that everything up to it exists, loaded or not. */
  readonly lastSeq: number;
  /** A snapshot or a page has said where the end is; before that a page must be asked for. */
  readonly isAnchored: boolean;
  readonly base: UnreadBase | null;
  /** Read here, though the cluster has not confirmed it yet. */
  readonly readHere: { readonly epoch: number; readonly seq: number };
  /** Direct and group: how far each of the others has read, by account. */
  readonly readBy: ReadonlyMap<string, ReadPosition>;
}

export interface ChatState {
  readonly me: Account | null;
  /** The conversation list has arrived. */
  readonly isLoaded: boolean;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly conversations: ReadonlyMap<string, ConversationState>;
  /** Writes without a known outcome, in the order in which they will be sent. */
  readonly outbox: readonly PendingRow[];
  /** Messages that left the outbox while being sent, and whose real row has not come yet. */
  readonly leaving: readonly PendingRow[];
  /** Changes of messages that were written on this page and whose outcome is not known here yet. */
  readonly written: readonly PendingRow[];
}

export const EMPTY_CHAT: ChatState = {
  me: null,
  isLoaded: false,
  accounts: new Map(),
  conversations: new Map(),
  outbox: [],
  leaving: [],
  written: [],
};

export function emptyConversation(id: string): ConversationState {
  return {
    id,
    conversation: null,
    membership: null,
    messages: [],
    ahead: [],
    lastSeq: 0,
    isAnchored: false,
    base: null,
    readHere: { epoch: 0, seq: 0 },
    readBy: new Map(),
  };
}

/** The key that ties a row on the screen to a write, whatever stage it is in. */
export function rowKey(authorId: string, clientId: string, clientSeq: number): string {
  return `${authorId}/${clientId}/${String(clientSeq)}`;
}
