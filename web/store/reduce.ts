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
      readonly messages: readonly Message[];
      readonly accounts: readonly Account[];
    }
  | { readonly kind: "accounts"; readonly accounts: readonly Account[] }
  /** An own message was acknowledged. */
  | { readonly kind: "acknowledged"; readonly message: Message }
  | {
      readonly kind: "conversationChanged";
      readonly conversation: Conversation;
      readonly membership: Membership;
    }
  | { readonly kind: "outbox"; readonly rows: readonly PendingRow[] }
  | { readonly kind: "discarded"; readonly id: string }
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
      return settled(
        event.changes.reduce(withChange, withMessages(state, messagesOf(event.changes))),
      );
    case "page":
      return settled(withMessages(withAccounts(state, event.accounts), event.messages));
    case "accounts":
      return withAccounts(state, event.accounts);
    case "acknowledged":
      return settled(withAcknowledged(state, event.message));
    case "conversationChanged":
      return withMembership(withConversation(state, event.conversation), event.membership);
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
  }
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

function withMembership(state: ChatState, row: Membership): ChatState {
  return updateConversation(state, row.conversationId, (known) =>
    known.membership !== null && known.membership.changedAtIndex >= row.changedAtIndex
      ? known
      : { ...known, membership: row },
  );
}

function withMessages(state: ChatState, added: readonly Message[]): ChatState {
  const byConversation = Map.groupBy(added, (message) => message.conversationId);
  let next = state;
  for (const [id, messages] of byConversation) {
    next = updateConversation(next, id, (known) => {
      const merged = mergeMessages(known.messages, messages);
      if (merged === known.messages) return known;
      return withoutKnownAcknowledgements({
        ...known,
        messages: merged,
        lastSeq: Math.max(known.lastSeq, merged.at(-1)?.seq ?? 0),
      });
    });
  }
  return next;
}

function withSnapshot(state: ChatState, snapshot: ConversationSnapshot): ChatState {
  let next = withAccounts(state, snapshot.accounts);
  for (const entry of snapshot.entries) next = withEntry(next, entry, snapshot.index);
  return settled({ ...next, isLoaded: true });
}

function withEntry(state: ChatState, entry: ConversationEntry, index: number): ChatState {
  const { conversation, membership, lastMessage, lastSeq } = entry;
  const next = withMembership(withConversation(state, conversation), membership);
  const withLast = lastMessage === null ? next : withMessages(next, [lastMessage]);
  return updateConversation(withLast, conversation.id, (known) => ({
    ...known,
    lastSeq: Math.max(known.lastSeq, lastSeq),
    base:
      known.base !== null && known.base.index >= index
        ? known.base
        : {
            index,
            readEpoch: membership.readEpoch,
            readSeq: membership.readSeq,
            unread: membership.unread,
            lastSeq,
          },
  }));
}

/** The answer to an own send may overtake the event; the row then waits here, at its place, until that comes. */
function withAcknowledged(state: ChatState, message: Message): ChatState {
  return updateConversation(state, message.conversationId, (known) => {
    const acknowledged = mergeMessages(known.acknowledged, [message]);
    if (acknowledged === known.acknowledged) return known;
    return withoutKnownAcknowledgements({ ...known, acknowledged });
  });
}

function withoutKnownAcknowledgements(known: ConversationState): ConversationState {
  const acknowledged = known.acknowledged.filter(
    ({ seq }) => known.messages[positionOf(known.messages, seq)]?.seq !== seq,
  );
  return acknowledged.length === known.acknowledged.length ? known : { ...known, acknowledged };
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
  return known.messages.some(isSame) || known.acknowledged.some(isSame);
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
