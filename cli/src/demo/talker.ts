/** A person in the demonstration: signed in, at the live feed, and talking until told to be quiet. */
import { setTimeout as pause } from "node:timers/promises";
import type { ChatClient, PendingWrite } from "@parley/client/connect.ts";
import type { Session } from "@parley/client/model.ts";
import type { Books } from "./books.ts";

const PAUSE_MS = 20;

export class Talker {
  readonly name: string;
  readonly chat: ChatClient;
  private readonly books: Books;
  /** Of messages in the conversation that the live feed has shown. */
  readonly seen = new Set<number>();
  private conversationId = "";
  private written = 0;
  private talking: Promise<void> | null = null;
  private isQuiet = true;

  constructor(name: string, chat: ChatClient, books: Books) {
    this.name = name;
    this.chat = chat;
    this.books = books;
  }

  signUp(password: string): Promise<Session> {
    return this.chat.createAccount(this.name, password);
  }

  /** Resolves when live: what was written before is in the snapshot and no event. */
  enter(conversationId: string): Promise<void> {
    this.conversationId = conversationId;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.chat.start((update) => {
      if (update.kind === "caughtUp") resolve();
      if (update.kind !== "changes") return;
      for (const change of update.changes)
        if (change.kind === "message" && change.message.conversationId === conversationId)
          this.seen.add(change.message.seq);
    });
    return promise;
  }

  /** One message, and its acknowledgement in the books. */
  async say(): Promise<void> {
    await this.noted(this.begin());
  }

  /** One message on its way; `noted` waits for it. */
  begin(): { readonly text: string; readonly write: PendingWrite } {
    this.written += 1;
    const text = `${this.name}'s message ${this.written}`;
    return { text, write: this.chat.send(this.conversationId, text) };
  }

  async noted({ text, write }: ReturnType<Talker["begin"]>): Promise<void> {
    const end = await write.outcome;
    if (end.kind !== "messageSent") throw new Error(`"${text}" ended as ${JSON.stringify(end)}`);
    const atMs = performance.now();
    this.books.note({ author: this.name, text, seq: end.message.seq, atMs });
  }

  talk(): void {
    this.isQuiet = false;
    this.talking = (async () => {
      while (!this.isQuiet) {
        await this.say();
        await pause(PAUSE_MS);
      }
    })();
  }

  async beQuiet(): Promise<void> {
    this.isQuiet = true;
    await this.talking;
    this.talking = null;
  }
}
