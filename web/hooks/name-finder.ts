/** Asks, once each, for the accounts behind ids that nobody has named yet. */
import type { Account, Change } from "@parley/client/model.ts";

interface NameFinderOptions {
  readonly isKnown: (id: string) => boolean;
  readonly ask: (id: string) => Promise<Account>;
  readonly found: (account: Account) => void;
}

export class NameFinder {
  readonly #options: NameFinderOptions;
  readonly #asked = new Set<string>();

  constructor(options: NameFinderOptions) {
    this.#options = options;
  }

  /** Whoever is mentioned. Until the answer comes, the screen says "Somebody". */
  hear(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.kind === "message") void this.#find(change.message.authorId);
      if (change.kind === "conversation") {
        for (const id of change.conversation.peerIds) void this.#find(id);
      }
    }
  }

  /** Never rejects. */
  async #find(id: string): Promise<void> {
    if (this.#options.isKnown(id) || this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      this.#options.found(await this.#options.ask(id));
    } catch {
      // The next mention of the same person asks again.
      this.#asked.delete(id);
    }
  }
}
