/**
 * Messages of members that the core refused: every one is counted; each reason and sender is logged when it is new
 * and then once a minute, so that a member that repeats itself for ever does not fill the disk.
 */
import type { Logger } from "../lib/logger.ts";
import type { Clock } from "../ports.ts";
import { MESSAGE_REFUSALS } from "../raft/screen.ts";
import type { Effect, MessageRefusal } from "../raft/types.ts";

type Refused = Extract<Effect, { kind: "refused" }>;

/** One line for each reason and sender in this time. */
const AGAIN_MS = 60_000;

export class MessageRefusals {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #counts = new Map<MessageRefusal, number>();
  readonly #said = new Map<string, number>();

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  add({ from, type, reason }: Refused): void {
    const times = this.count(reason) + 1;
    this.#counts.set(reason, times);
    const now = this.#clock.now();
    const line = `${reason} ${from}`;
    const saidAt = this.#said.get(line);
    if (saidAt !== undefined && now - saidAt < AGAIN_MS) return;
    // Senders are members, so there are few; whoever is gone for long is forgotten with the rest.
    if (this.#said.size >= 100) this.#said.clear();
    this.#said.set(line, now);
    this.#logger.warn({ from, type, reason, times }, "a message of a member was refused");
  }

  /** Of every reason there is. */
  counts(): readonly (readonly [MessageRefusal, number])[] {
    return MESSAGE_REFUSALS.map((reason) => [reason, this.count(reason)]);
  }

  /** Since the start; 0 for what never happened. */
  count(reason: MessageRefusal): number {
    return this.#counts.get(reason) ?? 0;
  }
}
