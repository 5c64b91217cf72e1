/** Tells operators that this node counts for nothing, why, and what they can do when nobody refills it. */
import type { Logger } from "../lib/logger.ts";
import type { Clock, LogStatus } from "../ports.ts";
import type { Configuration, RaftId, Standing } from "../raft/types.ts";

/** Between two reminders, ms. */
const AGAIN_MS = 30_000;

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

  started(standing: Standing | undefined): void {
    if (standing !== undefined) this.tell(standing.isRecovering, standing.incarnation);
  }

  tell(isRecovering: boolean, incarnation: number): void {
    if (isRecovering === this.#isRecovering) return;
    this.#isRecovering = isRecovering;
    const { logger } = this.#options;
    if (!isRecovering) {
      this.#cancel();
      return logger.info(
        { incarnation },
        "recovered: this node holds what it once held, and counts again",
      );
    }
    logger.warn(
      { incarnation },
      "recovering: the log of this node lacks something that it once held, or is an older copy; until the leader has refilled it, it neither votes nor leads nor serves reads",
    );
    this.#remind();
  }

  close(): void {
    this.#cancel();
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
