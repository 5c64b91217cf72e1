/** The rows of one conversation as the screen shows them: real messages, then what is still on its way. */
import type { ChatState, ConversationState, Message, PendingRow } from "./chat-state.ts";
import { rowKey } from "./chat-state.ts";
import { positionOf, unbrokenRun } from "./message-list.ts";
import { pendingChanges, withPending } from "./pending-changes.ts";

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
  readonly isEdited: boolean;
  /** How often the log has seen it edited: what the next edit names. */
  readonly version: number;
  /** Undefined: it answers nothing. Null: what it answers is not here, or gone. */
  readonly quote: Quote | null | undefined;
  readonly reactions: readonly RowReaction[];
  /** Whom its text names, as the log found it. */
  readonly mentionedIds: readonly string[];
  readonly mentionsRoom: boolean;
  /** Its text names the reader, or everybody. */
  readonly isForMe: boolean;
  readonly state: RowState;
  /** Set while the row is in the outbox. */
  readonly pending: Pick<PendingRow, "id" | "reason" | "field" | "message"> | null;
}

/** What a message answers, as a line above it shows it. */
export interface Quote {
  readonly seq: number;
  readonly authorId: string;
  readonly text: string;
  readonly isDeleted: boolean;
}

export interface RowReaction {
  readonly emoji: string;
  readonly accountIds: readonly string[];
  readonly isMine: boolean;
}

/** The part of the history that can be shown without a hole. Who comes back to a room sees it from there on. */
export function shownRun(known: ConversationState): readonly Message[] {
  const run = unbrokenRun(known.messages, known.lastSeq);
  const from = positionOf(run, known.membership?.visibleFromSeq ?? 1);
  return from === 0 ? run : run.slice(from);
}

/** Rows in the order of the log; what the log has not ordered yet comes last, in the order of writing. */
export function timelineRows(state: ChatState, conversationId: string): readonly TimelineRow[] {
  const myId = state.me?.id ?? "";
  const known = state.conversations.get(conversationId);
  const run = known === undefined ? [] : shownRun(known);
  const all = [...run, ...(known?.ahead ?? [])];
  const quoteOf = quotesIn(known?.messages ?? [], all);
  const changes = pendingChanges(state);
  const rows = all.map((message) =>
    withPending(messageRow(message, myId, quoteOf), changes.get(message.id), myId),
  );
  const taken = new Set(rows.map((row) => row.key));
  const isHere = (row: PendingRow): boolean =>
    row.operation.kind === "sendMessage" && row.operation.conversationId === conversationId;
  for (const [pending, isLeaving] of [
    ...state.leaving.map((row) => [row, true] as const),
    ...state.outbox.map((row) => [row, false] as const),
  ]) {
    if (!isHere(pending)) continue;
    const row = pendingRow(pending, myId, isLeaving, quoteOf);
    if (taken.has(row.key)) continue;
    taken.add(row.key);
    rows.push(row);
  }
  return rows;
}

type QuoteOf = (messageId: string | undefined) => Quote | null | undefined;

/** Looks answered messages up among all that are loaded, shown or not. */
function quotesIn(loaded: readonly Message[], shown: readonly Message[]): QuoteOf {
  let byId: Map<string, Message> | null = null;
  return (messageId) => {
    if (messageId === undefined || messageId === "") return undefined;
    byId ??= new Map([...loaded, ...shown].map((message) => [message.id, message]));
    const found = byId.get(messageId);
    if (found === undefined) return null;
    const { seq, authorId, text, deleted } = found;
    return { seq, authorId, text, isDeleted: deleted };
  };
}

function messageRow(message: Message, myId: string, quoteOf: QuoteOf): TimelineRow {
  return {
    key: rowKey(message.authorId, message.clientId, message.clientSeq),
    messageId: message.id,
    seq: message.seq,
    authorId: message.authorId,
    text: message.text,
    sentMs: message.sentMs,
    isDeleted: message.deleted,
    isOwn: message.authorId === myId,
    isEdited: message.editedMs > 0,
    version: message.version,
    quote: message.deleted ? undefined : quoteOf(message.replyToId),
    reactions: message.reactions.map(({ emoji, accountIds }) => ({
      emoji,
      accountIds,
      isMine: accountIds.includes(myId),
    })),
    mentionedIds: message.mentionedIds,
    mentionsRoom: message.mentionsRoom,
    isForMe:
      message.authorId !== myId && (message.mentionsRoom || message.mentionedIds.includes(myId)),
    state: "sent",
    pending: null,
  };
}

function pendingRow(
  row: PendingRow,
  myId: string,
  isLeaving: boolean,
  quoteOf: QuoteOf,
): TimelineRow {
  const { id, reason, field, message, operation } = row;
  const sent = operation.kind === "sendMessage" ? operation : null;
  return {
    key: rowKey(myId, row.clientId, row.seq),
    messageId: null,
    seq: null,
    authorId: myId,
    text: sent?.text ?? "",
    sentMs: row.writtenMs,
    isDeleted: false,
    isOwn: true,
    isEdited: false,
    version: 0,
    quote: quoteOf(sent?.replyToId),
    reactions: [],
    mentionedIds: [],
    mentionsRoom: false,
    isForMe: false,
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

/** Somewhere among what has come so far. */
export function isLoaded(state: ChatState, messageId: string): boolean {
  for (const { messages, ahead } of state.conversations.values()) {
    const isIt = ({ id }: Message): boolean => id === messageId;
    if (messages.some(isIt) || ahead.some(isIt)) return true;
  }
  return false;
}
