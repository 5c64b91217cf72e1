/**
 * The live feed as messages, named and in order: new ones once each, and changes of older ones. A second snapshot (the
 * cursor was compacted) leaves a gap, which is filled from the history.
 */
import type { ChatClient, LiveUpdate } from "@parley/client/connect.ts";
import type { Account, Conversation, ConversationSnapshot, Message } from "@parley/client/model.ts";
import type { PeopleNews, Presence } from "@parley/client/people-model.ts";
import { nameOf, peopleOf } from "./conversation-name.ts";

export interface LiveMessage {
  readonly kind: "message" | "changed";
  readonly message: Message;
  /** `#garden`. */
  readonly conversation: string;
  readonly people: ReadonlyMap<string, Account>;
}

/** Somebody types, or is shown as something else than before. */
export type LivePerson =
  | { readonly kind: "typing"; readonly person: Account; readonly conversation: string }
  | { readonly kind: "presence"; readonly person: Account; readonly presence: Presence };

export interface LiveMessagesOptions {
  readonly meId: string;
  /** Everything behind this index is told. */
  ready(index: number): void;
  message(message: LiveMessage): void;
  /** Without it nobody asks who is there. */
  readonly person?: (person: LivePerson, conversationId: string) => void;
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
  private readonly presences = new Map<string, Presence>();
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
      case "typing":
      case "presence":
        return this.tellPeople(update);
      case "caughtUp":
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
    const name = await this.placeName(conversationId);
    const kind = seq > knownSeq ? "message" : "changed";
    this.options.message({ kind, message, conversation: name, people: this.people });
  }

  private async placeName(conversationId: string): Promise<string> {
    const conversation = this.conversations.get(conversationId);
    for (const id of conversation?.peerIds ?? []) await this.meet(id);
    if (conversation === undefined) return conversationId;
    return nameOf(conversation, this.options.meId, this.people);
  }

  /** That typing has stopped is not told: it ends by itself. */
  private async tellPeople(news: PeopleNews): Promise<void> {
    const { person: tell } = this.options;
    if (tell === undefined) return;
    if (news.kind === "presence") {
      for (const { accountId, presence } of news.people) {
        if (this.presences.get(accountId) === presence) continue;
        this.presences.set(accountId, presence);
        tell({ kind: "presence", person: await this.meet(accountId), presence }, "");
      }
    } else if (news.forMs > 0) {
      const { conversationId, accountId } = news;
      const conversation = await this.placeName(conversationId);
      const person = await this.meet(accountId);
      tell({ kind: "typing", person, conversation }, conversationId);
    }
  }

  private async meet(id: string): Promise<Account> {
    const known = this.people.get(id) ?? (await this.chat.getAccount({ id }));
    this.people.set(id, known);
    return known;
  }
}
