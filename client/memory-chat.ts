/** A chat small enough to test the client against: what every node of a MemoryCluster knows. One log, no clock. */
import { MemoryAccounts } from "./memory-accounts.ts";
import type { ChatEvent } from "./memory-events.ts";
import { tellOnce } from "./memory-events.ts";
import { changeMessage, moveReading, sendMessage } from "./memory-messages.ts";
import { isPublic, messageFor, placeOf, readableFrom } from "./memory-places.ts";
import { changePlace, changeRoom } from "./memory-rooms.ts";
import { ModelLedger } from "./model-ledger.ts";
import type {
  Account,
  Change,
  Conversation,
  ConversationSnapshot,
  Membership,
  Message,
  MessagePage,
  Outcome,
  RoomEntry,
  Session,
  WriteAnswer,
  WriteKey,
  WriteRow,
} from "./model.ts";
import type { Credentials, ListMessagesRequest, MessageInfo } from "./transport.ts";

export class MemoryChat {
  clusterId = "memory";
  /** Resuming at or below this index is COMPACTED. */
  compactedIndex = 0;
  readonly accounts = new Map<string, Account & { readonly password: string }>();
  readonly sessions = new Map<string, string>();
  readonly conversations = new Map<string, Conversation>();
  readonly memberships = new Map<string, Membership>();
  readonly messages: Message[] = [];
  readonly events: ChatEvent[] = [];
  readonly ledger = new ModelLedger((userId, row) => this.execute(userId, row), 1);
  private ids = 0;
  private readonly signIns = new Map<string, Session>();
  readonly accountBook = new MemoryAccounts(this);

  get index(): number {
    return this.ledger.index;
  }

  /** Null: the name is taken, or (log-in) name and password do not match. */
  signIn(
    verb: "createAccount" | "logIn",
    { key, name, password, label = "" }: Credentials,
  ): Session | null {
    const keyName = `${key.clientId}/${key.seq}`;
    const before = this.signIns.get(keyName);
    if (before !== undefined) return before;
    const known = this.accountCalled(name);
    if (verb === "createAccount" ? known !== undefined : known?.password !== password) return null;
    this.ledger.index += 1;
    const account = known ?? this.createAccount(name, password);
    const session = this.openSession(account.id, label);
    this.signIns.set(keyName, session);
    return session;
  }

  hasAnswered({ clientId, seq }: WriteKey): boolean {
    return this.signIns.has(`${clientId}/${seq}`);
  }

  accountCalled(name: string) {
    const folded = name.toLowerCase();
    return [...this.accounts.values()].find((each) => each.name.toLowerCase() === folded);
  }

  openSession(accountId: string, label: string): Session {
    const account = this.accounts.get(accountId);
    if (account === undefined) throw new Error(`no account ${accountId}`);
    const token = `token-${this.index}`;
    this.sessions.set(token, accountId);
    this.accountBook.noteSession(token, label);
    const unread = this.unread(accountId).length;
    return { account: plain(account), unread, expiresMs: this.ledger.timeMs, token };
  }

  write(userId: string, rows: readonly WriteRow[]): readonly WriteAnswer[] | null {
    return this.ledger.apply(userId, rows);
  }

  snapshot(userId: string): ConversationSnapshot {
    const entries = [...this.conversations.values()].flatMap((conversation) => {
      const membership = this.memberships.get(`${userId}/${conversation.id}`);
      if (membership === undefined || membership.removed) return [];
      const messages = this.messages.filter((one) => one.conversationId === conversation.id);
      const lastMessage = messages.findLast(({ seq }) => seq >= membership.visibleFromSeq) ?? null;
      return [
        {
          conversation,
          membership: this.counted(userId, membership),
          lastSeq: messages.length,
          lastMessage,
          readPositions: [],
        },
      ];
    });
    return {
      index: this.index,
      clusterId: this.clusterId,
      entries,
      accounts: [...this.accounts.values()].map(plain),
    };
  }

  rooms(userId: string): readonly RoomEntry[] {
    return [...this.conversations.values()].filter(isPublic).map((conversation) => ({
      conversation,
      joined: this.memberships.get(`${userId}/${conversation.id}`)?.removed === false,
    }));
  }

  /** Null: there is none that may be read. */
  message(userId: string, messageId: string): MessageInfo | null {
    const found = messageFor(this, userId, messageId);
    if (found === null) return null;
    const { message, place } = found;
    const isRead = message.seq <= (place.membership?.readSeq ?? 0);
    return {
      message,
      madeAtIndex: Number.parseInt(message.id.slice(1), 10),
      length: [...message.text].length,
      read: isRead || message.authorId === userId,
      readByIds: [],
      quoted: messageFor(this, userId, message.replyToId)?.message ?? null,
      accounts: [...this.accounts.values()].map(plain),
      index: this.index,
    };
  }

  /** Null: there is none that may be read. */
  page(
    userId: string,
    { conversationId, beforeSeq = 0, afterSeq = 0, pageSize = 50 }: ListMessagesRequest,
  ): MessagePage | null {
    const place = placeOf(this, userId, conversationId);
    if (place === null) return null;
    const all = this.messages.filter(
      (one) => one.conversationId === conversationId && one.seq >= readableFrom(place),
    );
    const end = beforeSeq === 0 ? Infinity : beforeSeq;
    const within = all.filter(({ seq }) => seq > afterSeq && seq < end);
    const messages = afterSeq > 0 ? within.slice(0, pageSize) : within.slice(-pageSize);
    const hasBefore = (all[0]?.seq ?? 1) < (messages[0]?.seq ?? 1);
    const hasAfter = (all.at(-1)?.seq ?? 0) > (messages.at(-1)?.seq ?? 0);
    return {
      messages,
      hasBefore,
      hasAfter,
      accounts: [...this.accounts.values()].map(plain),
      index: this.index,
      quoted: [],
    };
  }

  createAccount(name: string, password: string): Account & { readonly password: string } {
    const account = {
      id: `a${this.index}`,
      name,
      createdMs: this.ledger.timeMs,
      deleted: false,
      changedAtIndex: this.index,
      password,
      role: this.accounts.size === 0 ? ("owner" as const) : ("member" as const),
    };
    this.accounts.set(account.id, account);
    return account;
  }

  private execute(userId: string, { key, operation }: WriteRow): Outcome {
    switch (operation.kind) {
      case "sendMessage":
        return sendMessage(this, { userId, key }, operation);
      case "editMessage":
      case "deleteMessage":
      case "react":
        return changeMessage(this, userId, operation);
      case "markRead":
      case "markUnread":
      case "readMessages":
        return moveReading(this, userId, operation);
      case "inviteToRoom":
      case "removeFromRoom":
      case "setTopic":
      case "renameRoom":
      case "archiveRoom":
        return changeRoom(this, userId, operation);
      case "openDirect":
      case "openGroup":
      case "createRoom":
      case "joinRoom":
      case "leaveRoom":
      case "setNotificationLevel":
        return changePlace(this, userId, operation);
    }
  }

  // ---------------------------------------------------------------- What rows change, and who hears of it

  /** Of one batch, too, each is another. */
  newId(kind: string): string {
    this.ids += 1;
    return `${kind}${this.index}.${this.ids}`;
  }

  lastSeq(conversationId: string): number {
    return this.messages.filter((message) => message.conversationId === conversationId).length;
  }

  /** Oldest first; without a conversation of all. */
  unread(userId: string, conversationId = ""): readonly Message[] {
    return this.messages.filter((message) => {
      const membership = this.memberships.get(`${userId}/${message.conversationId}`);
      if (membership === undefined || membership.removed) return false;
      if (conversationId !== "" && message.conversationId !== conversationId) return false;
      const isNew = message.seq > membership.readSeq && message.seq >= membership.visibleFromSeq;
      return isNew && message.authorId !== userId && !message.deleted;
    });
  }

  /** With what is unread now. */
  counted(userId: string, membership: Membership): Membership {
    return { ...membership, unread: this.unread(userId, membership.conversationId).length };
  }

  setMembership(userId: string, row: Membership): Membership {
    const membership = { ...row, changedAtIndex: this.index };
    this.memberships.set(`${userId}/${row.conversationId}`, membership);
    const counted = this.counted(userId, membership);
    this.tell([userId], { kind: "membership", membership: counted });
    return membership;
  }

  setConversation(row: Conversation): Conversation {
    const conversation = { ...row, changedAtIndex: this.index };
    this.conversations.set(row.id, conversation);
    this.tell(this.members(row.id, 0), { kind: "conversation", conversation });
    return conversation;
  }

  setMessage(row: Message): Message {
    const message = { ...row, changedAtIndex: this.index };
    const at = this.messages.findIndex(({ id }) => id === row.id);
    if (at === -1) this.messages.push(message);
    else this.messages[at] = message;
    this.tell(this.members(row.conversationId, row.seq), { kind: "message", message });
    return message;
  }

  private tell(userIds: readonly string[], change: Change): void {
    for (const userId of userIds) tellOnce(this.events, { index: this.index, userId, change });
  }

  /** Who is in it and may see `seq`. */
  private members(conversationId: string, seq: number): readonly string[] {
    return [...this.accounts.keys()].filter((id) => {
      const membership = this.memberships.get(`${id}/${conversationId}`);
      return membership?.removed === false && (seq === 0 || seq >= membership.visibleFromSeq);
    });
  }
}

/** Without the password. */
export function plain(account: Account): Account {
  const { id, name, createdMs, deleted, changedAtIndex } = account;
  const { displayName = "", role = "member", bot = false, suspended = false } = account;
  return { id, name, createdMs, deleted, changedAtIndex, displayName, role, bot, suspended };
}
