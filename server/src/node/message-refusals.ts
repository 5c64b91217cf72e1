/** Messages of members that the core refused, counted and told by reason and sender. */
import type { Logger } from "../lib/logger.ts";
import { RefusalLog } from "../lib/refusal-log.ts";
import type { Clock } from "../ports.ts";
import { MESSAGE_REFUSALS } from "../raft/screen.ts";
import type { Effect, MessageRefusal } from "../raft/types.ts";

type Refused = Extract<Effect, { kind: "refused" }>;

/** Senders are members, so there are few. */
const LINES_AT_ONCE = 100;

export class MessageRefusals {
  readonly #logger: Logger;
  readonly #log: RefusalLog<MessageRefusal>;

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#log = new RefusalLog({ now: () => clock.now(), linesAtOnce: LINES_AT_ONCE });
  }

  add({ from, type, reason }: Refused): void {
    this.#log.add(reason, `${reason} ${from}`, (times) =>
      this.#logger.warn({ from, type, reason, times }, "a message of a member was refused"),
    );
  }

  /** Of every reason there is. */
  counts(): readonly (readonly [MessageRefusal, number])[] {
    return MESSAGE_REFUSALS.map((reason) => [reason, this.count(reason)]);
  }

  /** Since the start; 0 for what never happened. */
  count(reason: MessageRefusal): number {
    return this.#log.count(reason);
  }
}
