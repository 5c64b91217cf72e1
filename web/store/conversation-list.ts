/** The rows of the sidebar: what a person is in, newest activity first. */
import type { ConversationKind } from "@parley/client/model.ts";

import type { ChatState, ConversationState, Message } from "./chat-state.ts";
import { unreadOf } from "./unread.ts";

export interface ConversationRow {
  readonly id: string;
  readonly kind: ConversationKind;
  /** Rooms: their name. Direct: empty; the name is the peer's. */
  readonly name: string;
  /** Direct: the other account, or oneself in a conversation with oneself. */
  readonly peerId: string | null;
  /** Group: everybody else in it. */
  readonly otherIds: readonly string[];
  readonly unread: number;
  /** Log time of the newest message, or of the beginning. */
  readonly activeMs: number;
  readonly last: Message | null;
  /** Own messages here that have not gone out: waiting, or refused. */
  readonly outgoing: "none" | "waiting" | "failed";
}

export function conversationRows(state: ChatState): readonly ConversationRow[] {
  const myId = state.me?.id ?? "";
  const rows: ConversationRow[] = [];
  for (const known of state.conversations.values()) {
    const row = conversationRow(state, known, myId);
    if (row !== null) rows.push(row);
  }
  return rows.toSorted((a, b) => b.activeMs - a.activeMs || compareIds(b.id, a.id));
}

function conversationRow(
  state: ChatState,
  known: ConversationState,
  myId: string,
): ConversationRow | null {
  const { conversation, membership } = known;
  if (conversation === null || membership === null || membership.removed) return null;
  if (membership.notificationLevel === "invisible") return null;
  const isStanding = (message: Message): boolean => !message.deleted;
  const last = known.ahead.findLast(isStanding) ?? known.messages.findLast(isStanding) ?? null;
  return {
    id: known.id,
    kind: conversation.kind,
    name: conversation.name,
    peerId: peerOf(known, myId),
    otherIds: othersOf(known, myId),
    unread: unreadOf(known, myId),
    activeMs: Math.max(conversation.createdMs, last?.sentMs ?? 0),
    last,
    outgoing: outgoingOf(state, known.id),
  };
}

/** The other person of a direct conversation. */
export function peerOf(known: ConversationState, myId: string): string | null {
  if (known.conversation?.kind !== "direct") return null;
  return known.conversation.peerIds.find((id) => id !== myId) ?? myId;
}

/** Everybody else in a group conversation. */
export function othersOf(known: ConversationState, myId: string): readonly string[] {
  if (known.conversation?.kind !== "group") return [];
  return known.conversation.peerIds.filter((id) => id !== myId);
}

function outgoingOf(state: ChatState, conversationId: string): ConversationRow["outgoing"] {
  let outgoing: ConversationRow["outgoing"] = "none";
  for (const { operation, state: rowState } of state.outbox) {
    if (operation.kind !== "sendMessage" || operation.conversationId !== conversationId) continue;
    if (rowState === "rejected" || rowState === "held") return "failed";
    if (rowState === "queued") outgoing = "waiting";
  }
  return outgoing;
}

/** Ids are decimal strings without leading zeros: the longer is the larger. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
