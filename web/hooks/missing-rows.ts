/** Asks, once each, for rows that others name: the accounts behind ids, the messages that were answered. */
import type { Account, Change, Message } from "@parley/client/model.ts";

interface Asked<Row> {
  readonly isKnown: (id: string) => boolean;
  readonly ask: (id: string) => Promise<Row>;
  readonly found: (row: Row) => void;
}

interface MissingRowsOptions {
  readonly accounts: Asked<Account>;
  readonly messages: Asked<Message>;
}

export class MissingRows {
  readonly #options: MissingRowsOptions;
  readonly #asked = new Set<string>();

  constructor(options: MissingRowsOptions) {
    this.#options = options;
  }

  /** Until the answer comes, the screen says "Somebody", or "Original message". */
  hear(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "message") this.#hearMessage(change.message);
      if (change.kind === "readPosition") this.#account(change.position.accountId);
      if (change.kind === "conversation") change.conversation.peerIds.forEach(this.#account);
    }
  }

  #hearMessage({ authorId, reactions, replyToId, deleted }: Message): void {
    this.#account(authorId);
    for (const { accountIds } of reactions) accountIds.forEach(this.#account);
    if (replyToId !== "" && !deleted) void this.#find(this.#options.messages, replyToId);
  }

  readonly #account = (id: string): void => void this.#find(this.#options.accounts, id);

  /** Never rejects. */
  async #find<Row>({ isKnown, ask, found }: Asked<Row>, id: string): Promise<void> {
    if (isKnown(id) || this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      found(await ask(id));
    } catch {
      // The next mention of the same row asks again.
      this.#asked.delete(id);
    }
  }
}
