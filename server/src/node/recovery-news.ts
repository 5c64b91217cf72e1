/** Tells operators that this node counts for nothing, why, and what they can do when nobody refills it. */
import type { Logger } from "../lib/logger.ts";
import type { Clock, LogStatus } from "../ports.ts";
import type { Configuration, RaftId, Standing } from "../raft/types.ts";

/** Between two reminders, ms. */
const AGAIN_MS = 30_000;
const LOST = "the log of this node lacks something that it once held";
const OLDER_COPY =
  "its data folder was in use since, so this is an older copy of it, or a second process runs on one: stop that one, and keep only one copy";
const UNTIL =
  "until the leader has refilled it, it neither votes nor leads nor serves reads; that comes by itself while a quorum of the others runs";

export interface RecoveryNewsOptions {
  readonly id: RaftId;
  readonly logger: Logger;
  readonly clock: Clock;
  configuration(): Configuration;
  status(): LogStatus;
}

export class RecoveryNews {
  readonly #options: RecoveryNewsOptions;
  #isRecovering = false;
  #cancel: () => void = () => undefined;

  constructor(options: RecoveryNewsOptions) {
    this.#options = options;
  }

  /** The store has judged the log. */
  started(standing: Standing | undefined): void {
    if (standing?.isRecovering === true) this.#begin(standing.incarnation, LOST);
  }

  /** A peer has told it *old*, or it has come back. */
  tell(isRecovering: boolean, incarnation: number): void {
    if (isRecovering) return this.#begin(incarnation, OLDER_COPY);
    this.#isRecovering = false;
    this.#cancel();
    const { logger } = this.#options;
    logger.info({ incarnation }, "recovered: this node holds what it once held, and counts again");
  }

  close(): void {
    this.#cancel();
  }

  #begin(incarnation: number, why: string): void {
    if (this.#isRecovering) return;
    this.#isRecovering = true;
    this.#options.logger.warn({ incarnation }, `recovering: ${why}; ${UNTIL}`);
    this.#remind();
  }

  #remind(): void {
    const { id, clock, logger, configuration, status } = this.#options;
    this.#cancel = clock.after(AGAIN_MS, () => {
      const { voters } = configuration();
      if (voters.length === 1 && voters[0] === id)
        logger.error(
          {},
          "recovering, and no other voter could refill this node: it will not come back by itself; see parley cluster recover",
        );
      else if (!status().hasQuorum)
        logger.warn(
          {},
          "recovering, and no leader is heard: it takes a quorum of the other voters to refill this node; if they are lost for good, see parley cluster recover",
        );
      else logger.info({}, "recovering: being refilled");
      this.#remind();
    });
  }
}
