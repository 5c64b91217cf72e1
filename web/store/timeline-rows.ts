/** The rows of one conversation as the screen shows them: real messages, then what is still on its way. */
import type { ChatState, ConversationState, Message, PendingRow } from "./chat-state.ts";
import { rowKey } from "./chat-state.ts";
import { unbrokenRun } from "./message-list.ts";

export type RowState = "sent" | "sending" | "queued" | "rejected" | "held";

export interface TimelineRow {
  /** Stays the same from the key press to the acknowledged message: a row never blinks. */
  readonly key: string;
  /** Null until the log has made the message. */
  readonly messageId: string | null;
  /** Null until the log has given it a place. */
  readonly seq: number | null;
  readonly authorId: string;
  readonly text: string;
  readonly sentMs: number;
  readonly isDeleted: boolean;
  readonly isOwn: boolean;
  readonly state: RowState;
  /** Set while the row is in the outbox. */
  readonly pending: Pick<PendingRow, "id" | "reason" | "field" | "message"> | null;
}

/** The part of the history that can be shown without a hole. */
export function shownRun(known: ConversationState): readonly Message[] {
  return unbrokenRun(known.messages, known.lastSeq);
}

/** Rows in the order of the log; what the log has not ordered yet comes last, in the order of writing. */
export function timelineRows(state: ChatState, conversationId: string): readonly TimelineRow[] {
  const myId = state.me?.id ?? "";
  const known = state.conversations.get(conversationId);
  const run = known === undefined ? [] : shownRun(known);
  const rows = [...run, ...(known?.ahead ?? [])].map((message) => messageRow(message, myId));
  const taken = new Set(rows.map((row) => row.key));
  const isHere = (row: PendingRow): boolean =>
    row.operation.kind === "sendMessage" && row.operation.conversationId === conversationId;
  for (const [pending, isLeaving] of [
    ...state.leaving.map((row) => [row, true] as const),
    ...state.outbox.map((row) => [row, false] as const),
  ]) {
    if (!isHere(pending)) continue;
    const row = pendingRow(pending, myId, isLeaving);
    if (taken.has(row.key)) continue;
    taken.add(row.key);
    rows.push(row);
  }
  return rows;
}

function messageRow(message: Message, myId: string): TimelineRow {
  return {
    key: rowKey(message.authorId, message.clientId, message.clientSeq),
    messageId: message.id,
    seq: message.seq,
    authorId: message.authorId,
    text: message.text,
    sentMs: message.sentMs,
    isDeleted: message.deleted,
    isOwn: message.authorId === myId,
    state: "sent",
    pending: null,
  };
}

function pendingRow(row: PendingRow, myId: string, isLeaving: boolean): TimelineRow {
  const { id, reason, field, message } = row;
  return {
    key: rowKey(myId, row.clientId, row.seq),
    messageId: null,
    seq: null,
    authorId: myId,
    text: row.operation.kind === "sendMessage" ? row.operation.text : "",
    sentMs: row.writtenMs,
    isDeleted: false,
    isOwn: true,
    state: isLeaving ? "sent" : row.state,
    pending: isLeaving ? null : { id, reason, field, message },
  };
}

/**
 * What to load so that the shown run grows upward (or begins at all); null when all of it is here. Without a
 * bound it is the newest page: nobody has said yet where the end is.
 */
export function olderPageOf(known: ConversationState): { readonly beforeSeq?: number } | null {
  if (!known.isAnchored) return {};
  const from = Math.max(1, known.membership?.visibleFromSeq ?? 1);
  if (known.lastSeq < from) return null;
  const first = shownRun(known)[0];
  if (first === undefined) return { beforeSeq: known.lastSeq + 1 };
  return first.seq > from ? { beforeSeq: first.seq } : null;
}
