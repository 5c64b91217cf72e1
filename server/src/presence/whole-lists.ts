/**
 * Whole lists of who is there, for the subscribers of one node. However many ask at once (all those of a node that died), so
 * many questions to the state are under way and no more. First come, first served; the streams of one account share an answer.
 */
import { LIMITS } from "../limits.ts";
import type { Clock } from "../ports.ts";
import type { PersonPresence } from "./presence-table.ts";

/** Between two turns, ms. With `presenceLists` it bounds the questions of a second: 320. */
const TURN_MS = 50;

export interface WholeListsOptions<Listener> {
  readonly clock: Pick<Clock, "after">;
  ask(accountId: string): Promise<readonly PersonPresence[]>;
  tell(listeners: ReadonlySet<Listener>, people: readonly PersonPresence[]): void;
}

export class WholeLists<Listener> {
  readonly #options: WholeListsOptions<Listener>;
  /** At most the streams of this node. */
  readonly #waiting = new Map<string, Set<Listener>>();
  #asking = 0;
  /** In this turn. */
  #asked = 0;
  #isTurning = false;

  constructor(options: WholeListsOptions<Listener>) {
    this.#options = options;
  }

  want(accountId: string, listener: Listener): void {
    const listeners = this.#waiting.get(accountId) ?? new Set();
    this.#waiting.set(accountId, listeners.add(listener));
    this.#serve();
  }

  /** Whoever has gone costs no question. */
  drop(accountId: string, listener: Listener): void {
    const listeners = this.#waiting.get(accountId);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#waiting.delete(accountId);
  }

  #serve(): void {
    for (const [accountId, listeners] of this.#waiting) {
      if (Math.max(this.#asking, this.#asked) >= LIMITS.presenceLists) break;
      this.#waiting.delete(accountId);
      this.#answer(accountId, listeners);
    }
    if (this.#isTurning || (this.#asked === 0 && this.#waiting.size === 0)) return;
    this.#isTurning = true;
    this.#options.clock.after(TURN_MS, () => {
      this.#isTurning = false;
      this.#asked = 0;
      this.#serve();
    });
  }

  #answer(accountId: string, listeners: ReadonlySet<Listener>): void {
    this.#asking += 1;
    this.#asked += 1;
    this.#options
      .ask(accountId)
      .then((people) => this.#options.tell(listeners, people))
      // Of a chat that is closing; else the next list makes it good.
      .catch(() => undefined)
      .finally(() => {
        this.#asking -= 1;
      });
  }
}
