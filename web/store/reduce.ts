/**
 * (state, event) → state. Rows carry the index of their last change and the larger wins, so the result does
 * not depend on the order in which pages, live events and answers arrive, nor on repetition.
 */
import type {
  Account,
  Change,
  Conversation,
  ConversationEntry,
  ConversationSnapshot,
  Membership,
  Message,
} from "@parley/client/model.ts";
import type { ReadPosition } from "@parley/client/small-rows.ts";

import { asAnswered } from "./answered.ts";
import type { ChatState, ConversationState, PendingRow } from "./chat-state.ts";
import { EMPTY_CHAT, emptyConversation, rowKey } from "./chat-state.ts";
import { mergeMessages, positionOf } from "./message-list.ts";

export type ChatEvent =
  | { readonly kind: "signedIn"; readonly account: Account }
  | { readonly kind: "signedOut" }
  | {
      readonly kind: "snapshot";
      readonly snapshot: ConversationSnapshot;
      /** What was known belongs to another history: forget it. */
      readonly newCluster: boolean;
    }
  | { readonly kind: "changes"; readonly changes: readonly Change[] }
  | {
      readonly kind: "page";
      readonly conversationId: string;
      readonly messages: readonly Message[];
      readonly accounts: readonly Account[];
    }
  | { readonly kind: "accounts"; readonly accounts: readonly Account[] }
  | { readonly kind: "outbox"; readonly rows: readonly PendingRow[] }
  | { readonly kind: "discarded"; readonly id: string }
  | { readonly kind: "written"; readonly row: PendingRow }
  /** What came of a row, in one step: nothing blinks. `order`: above 0, and larger with each answer. */
  | {
      readonly kind: "answered";
      readonly id: string;
      readonly order: number;
      readonly changes: readonly Change[];
    }
  | {
      readonly kind: "readHere";
      readonly conversationId: string;
      readonly epoch: number;
      readonly seq: number;
    };

export function reduce(state: ChatState, event: ChatEvent): ChatState {
  switch (event.kind) {
    case "signedIn":
      return withAccounts({ ...freshFor(state, event.account), me: event.account }, [
        event.account,
      ]);
    case "signedOut":
      return EMPTY_CHAT;
    case "snapshot":
      return withSnapshot(event.newCluster ? forget(state) : state, event.snapshot);
    case "changes":
      return withChanges(state, event.changes);
    case "written":
      return "messageId" in event.row.operation
        ? { ...state, written: [...state.written, event.row] }
        : state;
    case "answered":
      return withChanges(
        withoutWritten(state, event.id),
        event.changes.map((change) => asAnswered(change, event.order)),
      );
    case "page":
      return settled(withPage(withAccounts(state, event.accounts), event));
    case "accounts":
      return withAccounts(state, event.accounts);
    case "outbox":
      return withOutbox(state, event.rows);
    case "discarded":
      return {
        ...state,
        outbox: state.outbox.filter((row) => row.id !== event.id),
        leaving: state.leaving.filter((row) => row.id !== event.id),
      };
    case "readHere":
      return withReadHere(state, event);
  }
}

/** The same person signing in again keeps what is on the screen. */
function freshFor(state: ChatState, account: Account): ChatState {
  return state.me?.id === account.id ? state : EMPTY_CHAT;
}

function forget(state: ChatState): ChatState {
  return { ...EMPTY_CHAT, me: state.me, outbox: state.outbox };
}

function withAccounts(state: ChatState, accounts: readonly Account[]): ChatState {
  const newer = accounts.filter((account) => {
    const known = state.accounts.get(account.id);
    return known === undefined || known.changedAtIndex < account.changedAtIndex;
  });
  if (newer.length === 0) return state;
  const merged = new Map(state.accounts);
  for (const account of newer) {
    const known = merged.get(account.id);
    if (known === undefined || known.changedAtIndex < account.changedAtIndex) {
      merged.set(account.id, account);
    }
  }
  return { ...state, accounts: merged };
}

function withChange(state: ChatState, change: Change): ChatState {
  switch (change.kind) {
    case "message":
      // Merged by withMessages, all at once.
      return state;
    case "conversation":
      return withConversation(state, change.conversation);
    case "membership":
      return withMembership(state, change.membership);
    case "account":
      return withAccounts(state, [change.account]);
    case "readPosition":
      return updateConversation(state, change.position.conversationId, (known) =>
        withReadBy(known, [change.position]),
      );
  }
}

function withChanges(state: ChatState, changes: readonly Change[]): ChatState {
  return settled(changes.reduce(withChange, withMessages(state, messagesOf(changes))));
}

function withoutWritten(state: ChatState, id: string): ChatState {
  const written = state.written.filter((row) => row.id !== id);
  return written.length === state.written.length ? state : { ...state, written };
}

function messagesOf(changes: readonly Change[]): readonly Message[] {
  return changes.flatMap((change) => (change.kind === "message" ? [change.message] : []));
}

function updateConversation(
  state: ChatState,
  id: string,
  update: (conversation: ConversationState) => ConversationState,
): ChatState {
  const known = state.conversations.get(id) ?? emptyConversation(id);
  const updated = update(known);
  if (updated === known) return state;
  return { ...state, conversations: new Map(state.conversations).set(id, updated) };
}

function withConversation(state: ChatState, row: Conversation): ChatState {
  return updateConversation(state, row.id, (known) =>
    known.conversation !== null && known.conversation.changedAtIndex >= row.changedAtIndex
      ? known
      : { ...known, conversation: row },
  );
}

/** What was read exists: whoever comes back to a room learns so how far it has gone on. */
function withMembership(state: ChatState, row: Membership): ChatState {
  return updateConversation(state, row.conversationId, (known) =>
    known.membership !== null && known.membership.changedAtIndex >= row.changedAtIndex
      ? known
      : { ...take(known, [], Math.max(known.lastSeq, row.readSeq)), membership: row },
  );
}

function withMessages(state: ChatState, added: readonly Message[]): ChatState {
  const byConversation = Map.groupBy(added, (message) => message.conversationId);
  let next = state;
  for (const [id, messages] of byConversation) {
    next = updateConversation(next, id, (known) => take(known, messages, known.lastSeq));
  }
  return next;
}

/** A page is unbroken: where it ends, all before it exists. */
function withPage(
  state: ChatState,
  page: { readonly conversationId: string; readonly messages: readonly Message[] },
): ChatState {
  return updateConversation(state, page.conversationId, (known) => {
    const lastSeq = Math.max(known.lastSeq, page.messages.at(-1)?.seq ?? 0);
    const taken = take(known, page.messages, lastSeq);
    return taken.isAnchored ? taken : { ...taken, isAnchored: true };
  });
}

/**
 * Adds messages, knowing that everything up to `lastSeq` exists. What follows without a hole moves the end;
 * what is beyond a hole waits ahead, for on a live feed the missing one is just about to come.
 */
function take(
  known: ConversationState,
  added: readonly Message[],
  lastSeq: number,
): ConversationState {
  const all = mergeMessages(mergeMessages(known.messages, known.ahead), added);
  let end = lastSeq;
  let position = positionOf(all, end + 1);
  while (all[position]?.seq === end + 1) {
    end += 1;
    position += 1;
  }
  const hasAhead = position < all.length;
  if (!hasAhead && all === known.messages && end === known.lastSeq) return known;
  const messages = hasAhead ? all.slice(0, position) : all;
  return { ...known, messages, ahead: all.slice(position), lastSeq: end };
}

function withReadBy(
  known: ConversationState,
  positions: readonly ReadPosition[],
): ConversationState {
  const newer = positions.filter(({ accountId, changedAtIndex }) => {
    const before = known.readBy.get(accountId);
    return before === undefined || before.changedAtIndex < changedAtIndex;
  });
  if (newer.length === 0) return known;
  const readBy = new Map(known.readBy);
  for (const position of newer) readBy.set(position.accountId, position);
  return { ...known, readBy };
}

function withSnapshot(state: ChatState, snapshot: ConversationSnapshot): ChatState {
  let next = withAccounts(state, snapshot.accounts);
  for (const entry of snapshot.entries) next = withEntry(next, entry, snapshot.index);
  return settled({ ...next, isLoaded: true });
}

function withEntry(state: ChatState, entry: ConversationEntry, index: number): ChatState {
  const { conversation, membership, lastMessage, lastSeq, readPositions } = entry;
  const next = withMembership(withConversation(state, conversation), membership);
  const { readEpoch, readSeq, unread } = membership;
  return updateConversation(next, conversation.id, (known) => {
    const isOlder = known.base !== null && known.base.index >= index;
    const base = isOlder ? known.base : { index, readEpoch, readSeq, unread, lastSeq };
    const added = lastMessage === null ? [] : [lastMessage];
    const taken = take(known, added, Math.max(known.lastSeq, lastSeq));
    return { ...withReadBy(taken, readPositions), base, isAnchored: true };
  });
}

/**
 * A row that was on its way and leaves the outbox was executed (refused rows stay). It keeps its place until
 * its message comes, so that nothing blinks.
 */
function withOutbox(state: ChatState, rows: readonly PendingRow[]): ChatState {
  const staying = new Set(rows.map((row) => row.id));
  const gone = state.outbox.filter(
    (row) =>
      row.operation.kind === "sendMessage" && row.state === "sending" && !staying.has(row.id),
  );
  const leaving = [...state.leaving.filter((row) => !staying.has(row.id)), ...gone];
  return settled({ ...state, outbox: rows, leaving });
}

/** Drops rows on their way out whose message is known by now. */
function settled(state: ChatState): ChatState {
  if (state.leaving.length === 0) return state;
  const leaving = state.leaving.filter((row) => !isKnown(state, row));
  return leaving.length === state.leaving.length ? state : { ...state, leaving };
}

function isKnown(state: ChatState, row: PendingRow): boolean {
  if (row.operation.kind !== "sendMessage" || state.me === null) return true;
  const known = state.conversations.get(row.operation.conversationId);
  if (known === undefined) return false;
  const key = rowKey(state.me.id, row.clientId, row.seq);
  const isSame = (message: Message): boolean =>
    rowKey(message.authorId, message.clientId, message.clientSeq) === key;
  return known.messages.some(isSame) || known.ahead.some(isSame);
}

function withReadHere(
  state: ChatState,
  { conversationId, epoch, seq }: { conversationId: string; epoch: number; seq: number },
): ChatState {
  return updateConversation(state, conversationId, (known) => {
    const { readHere } = known;
    const isNewer = epoch > readHere.epoch || (epoch === readHere.epoch && seq > readHere.seq);
    return isNewer ? { ...known, readHere: { epoch, seq } } : known;
  });
}
