/** A chat small enough to test the client against: what every node of a MemoryCluster knows. One log, no clock. */
import { ModelLedger, refusal } from "./model-ledger.ts";
import type {
  Account,
  Change,
  Conversation,
  ConversationSnapshot,
  Membership,
  Message,
  MessagePage,
  Outcome,
  Session,
  WriteAnswer,
  WriteKey,
  WriteRow,
} from "./model.ts";
import { PLAIN_CONVERSATION, PLAIN_MEMBERSHIP, PLAIN_MESSAGE } from "./plain-rows.ts";
import type { ListMessagesRequest } from "./transport.ts";

export interface ChatEvent {
  readonly index: number;
  readonly userId: string;
  readonly change: Change;
}

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
  private readonly signIns = new Map<string, Session>();

  get index(): number {
    return this.ledger.index;
  }

  /** Null: the name is taken, or (log-in) name and password do not match. */
  signIn(
    verb: "createAccount" | "logIn",
    {
      key,
      name,
      password,
    }: { readonly key: WriteKey; readonly name: string; readonly password: string },
  ): Session | null {
    const keyName = `${key.clientId}/${key.seq}`;
    const before = this.signIns.get(keyName);
    if (before !== undefined) return before;
    const known = [...this.accounts.values()].find(
      (each) => each.name.toLowerCase() === name.toLowerCase(),
    );
    if (verb === "createAccount" ? known !== undefined : known?.password !== password) return null;
    this.ledger.index += 1;
    const account = known ?? this.createAccount(name, password);
    const token = `token-${this.index}`;
    this.sessions.set(token, account.id);
    const session = {
      account: plain(account),
      unread: this.unread(account.id),
      expiresMs: this.ledger.timeMs,
      token,
    };
    this.signIns.set(keyName, session);
    return session;
  }

  write(userId: string, rows: readonly WriteRow[]): readonly WriteAnswer[] | null {
    return this.ledger.apply(userId, rows);
  }

  snapshot(userId: string): ConversationSnapshot {
    const entries = [...this.memberships.values()].flatMap((membership) => {
      const [owner, conversationId = ""] = this.ownerOf(membership);
      const conversation = this.conversations.get(conversationId);
      if (owner !== userId || conversation === undefined) return [];
      const messages = this.messages.filter((message) => message.conversationId === conversationId);
      const lastMessage = messages.at(-1) ?? null;
      return [
        {
          conversation,
          membership,
          lastSeq: lastMessage?.seq ?? 0,
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

  page({
    conversationId,
    beforeSeq = Infinity,
    afterSeq = 0,
    pageSize = 50,
  }: ListMessagesRequest): MessagePage {
    const all = this.messages.filter((message) => message.conversationId === conversationId);
    const within = all.filter(({ seq }) => seq > afterSeq && seq < beforeSeq);
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

  private createAccount(name: string, password: string): Account & { readonly password: string } {
    const account = {
      id: `a${this.index}`,
      name,
      createdMs: this.ledger.timeMs,
      deleted: false,
      changedAtIndex: this.index,
      password,
    };
    this.accounts.set(account.id, account);
    return account;
  }

  private execute(userId: string, { key, operation }: WriteRow): Outcome {
    switch (operation.kind) {
      case "createRoom":
        if ([...this.conversations.values()].some(({ name }) => name === operation.name))
          return refusal("TAKEN", "name");
        return this.enter(userId, this.createRoom(operation.name));
      case "joinRoom": {
        const conversation = this.conversations.get(operation.conversationId);
        return conversation === undefined ? refusal("NOT_FOUND") : this.enter(userId, conversation);
      }
      case "sendMessage":
        if (!this.memberships.has(`${userId}/${operation.conversationId}`))
          return refusal("FORBIDDEN");
        return this.post(userId, key, operation);
      case "markRead": {
        const membership = this.memberships.get(`${userId}/${operation.conversationId}`);
        if (membership === undefined) return refusal("FORBIDDEN");
        return {
          kind: "readMarked",
          membership: this.setMembership(userId, {
            ...membership,
            readSeq: operation.seq,
            unread: 0,
          }),
        };
      }
      case "openDirect":
      case "leaveRoom":
        return refusal("INVALID");
    }
  }

  private createRoom(name: string): Conversation {
    const conversation: Conversation = {
      id: `c${this.index}`,
      kind: "room",
      name,
      peerIds: [],
      createdMs: this.ledger.timeMs,
      changedAtIndex: this.index,
      memberCount: 1,
      ...PLAIN_CONVERSATION,
    };
    this.conversations.set(conversation.id, conversation);
    return conversation;
  }

  private enter(userId: string, conversation: Conversation): Outcome {
    const fresh = {
      conversationId: conversation.id,
      removed: false,
      visibleFromSeq: 0,
      readEpoch: 1,
      readSeq: 0,
      unread: 0,
      changedAtIndex: this.index,
      ...PLAIN_MEMBERSHIP,
    };
    const membership = this.setMembership(
      userId,
      this.memberships.get(`${userId}/${conversation.id}`) ?? fresh,
    );
    this.events.push({ index: this.index, userId, change: { kind: "conversation", conversation } });
    return { kind: "conversationChanged", conversation, membership };
  }

  private setMembership(userId: string, row: Membership): Membership {
    const membership = { ...row, changedAtIndex: this.index };
    this.memberships.set(`${userId}/${row.conversationId}`, membership);
    this.events.push({ index: this.index, userId, change: { kind: "membership", membership } });
    return membership;
  }

  private post(
    authorId: string,
    { clientId, seq: clientSeq }: WriteKey,
    { conversationId, text }: { readonly conversationId: string; readonly text: string },
  ): Outcome {
    const seq =
      this.messages.filter((message) => message.conversationId === conversationId).length + 1;
    const sentMs = this.ledger.timeMs;
    const id = `${this.index}.${seq}`;
    const message: Message = {
      id,
      conversationId,
      seq,
      authorId,
      text,
      sentMs,
      deleted: false,
      clientId,
      clientSeq,
      changedAtIndex: this.index,
      ...PLAIN_MESSAGE,
    };
    this.messages.push(message);
    for (const name of this.memberships.keys()) {
      const [userId = "", member] = name.split("/");
      if (member === conversationId)
        this.events.push({ index: this.index, userId, change: { kind: "message", message } });
    }
    const { replyToId, mentionedIds, mentionsRoom } = message;
    const found = { replyToId, mentionedIds, mentionsRoom };
    return { kind: "messageSent", conversationId, messageId: id, seq, sentMs, ...found };
  }

  private ownerOf(membership: Membership): readonly string[] {
    for (const [name, each] of this.memberships) if (each === membership) return name.split("/");
    return [];
  }

  private unread(userId: string): number {
    return this.snapshot(userId).entries.reduce(
      (sum, { membership }) => sum + membership.unread,
      0,
    );
  }
}

export function plain({ id, name, createdMs, deleted, changedAtIndex }: Account): Account {
  return { id, name, createdMs, deleted, changedAtIndex };
}
