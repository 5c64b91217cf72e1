/**
 * The live feed as messages, named and in order: new ones once each, and changes of older ones. A second snapshot (the
 * cursor was compacted) leaves a gap, which is filled from the history.
 */
import type { ChatClient, LiveUpdate } from "@parley/client/connect.ts";
import type { Account, Conversation, ConversationSnapshot, Message } from "@parley/client/model.ts";
import { nameOf, peopleOf } from "./conversation-name.ts";

export interface LiveMessage {
  readonly kind: "message" | "changed";
  readonly message: Message;
  /** `#garden`. */
  readonly conversation: string;
  readonly people: ReadonlyMap<string, Account>;
}

export interface LiveMessagesOptions {
  readonly meId: string;
  /** Everything behind this index is told. */
  ready(index: number): void;
  message(message: LiveMessage): void;
  /** Nothing more is told: the session ended, or a name could not be had. */
  failed(error: unknown): void;
}

export class LiveMessages {
  private readonly chat: ChatClient;
  private readonly options: LiveMessagesOptions;
  private readonly people = new Map<string, Account>();
  private readonly conversations = new Map<string, Conversation>();
  /** Newest message told, or known before the start, by conversation. */
  private readonly lastSeqs = new Map<string, number>();
  private isReady = false;
  /** Names are asked for on the way, and order must not suffer. */
  private queue: Promise<void> = Promise.resolve();

  constructor(chat: ChatClient, options: LiveMessagesOptions) {
    this.chat = chat;
    this.options = options;
  }

  start(): void {
    this.chat.start((update) => {
      this.queue = this.queue.then(() => this.take(update)).catch(this.options.failed);
    });
  }

  private async take(update: LiveUpdate): Promise<void> {
    switch (update.kind) {
      case "snapshot":
        return this.snapshot(update.snapshot);
      case "changes":
        for (const change of update.changes) {
          if (change.kind === "account") this.people.set(change.account.id, change.account);
          if (change.kind === "conversation")
            this.conversations.set(change.conversation.id, change.conversation);
          if (change.kind === "message") await this.tell(change.message);
        }
        return;
      case "signedOut":
        throw new Error("The session has ended; sign in again.");
      case "caughtUp":
      case "presence":
      case "typing":
      case "outbox":
      case "connection":
        return;
    }
  }

  private async snapshot({ index, entries, accounts }: ConversationSnapshot): Promise<void> {
    for (const [id, account] of peopleOf(accounts)) this.people.set(id, account);
    for (const { conversation, lastSeq } of entries) {
      this.conversations.set(conversation.id, conversation);
      if (!this.isReady) this.lastSeqs.set(conversation.id, lastSeq);
      else await this.fill(conversation.id, lastSeq);
    }
    if (!this.isReady) this.options.ready(index);
    this.isReady = true;
  }

  private async fill(conversationId: string, lastSeq: number): Promise<void> {
    for (;;) {
      const knownSeq = this.lastSeqs.get(conversationId) ?? 0;
      if (knownSeq >= lastSeq) return;
      const bounds = knownSeq === 0 ? { beforeSeq: 201 } : { afterSeq: knownSeq };
      const page = await this.chat.listMessages({ conversationId, ...bounds, pageSize: 200 });
      if (page.messages.length === 0) return;
      for (const message of page.messages) await this.tell(message);
    }
  }

  private async tell(message: Message): Promise<void> {
    const { conversationId, seq } = message;
    const knownSeq = this.lastSeqs.get(conversationId) ?? 0;
    if (seq > knownSeq) this.lastSeqs.set(conversationId, seq);
    await this.meet(message.authorId);
    const conversation = this.conversations.get(conversationId);
    for (const id of conversation?.peerIds ?? []) await this.meet(id);
    const name =
      conversation === undefined
        ? conversationId
        : nameOf(conversation, this.options.meId, this.people);
    const kind = seq > knownSeq ? "message" : "changed";
    this.options.message({ kind, message, conversation: name, people: this.people });
  }

  private async meet(id: string): Promise<void> {
    if (this.people.has(id)) return;
    this.people.set(id, await this.chat.getAccount({ id }));
  }
}
