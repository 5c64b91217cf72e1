/**
 * A node whose state differs from the majority's: it says so, leaves, and is given its state anew at the next start
 * (storage/divergence-file.ts). Its log and its vote are sound and stay in use.
 */
import { setTimeout } from "node:timers/promises";
import type { StateDiverged } from "./chat/state-diverged.ts";
import type { Logger } from "./lib/logger.ts";
import type { Index } from "./ports.ts";
import type { StateNotes, StateReport } from "./state-notes.ts";
import { isBeingReseeded, recordDivergence, settleDivergence } from "./storage/divergence-file.ts";
import type { DivergenceRecord } from "./storage/divergence-file.ts";
import type { MemberFolder } from "./storage/member-folder.ts";

/** Until what the others are told has left this process. */
const LAST_WORDS_MS = 100;

/** What is still running when a node has to leave. */
export interface Leaving {
  /** Lets another node lead, and tells the others where this one diverged. */
  stepAside(): Promise<void>;
  /** Sends subscribers elsewhere. */
  drain(): Promise<void>;
}

export interface QuarantineOptions {
  readonly folder: Pick<MemberFolder, "member" | "paths">;
  readonly logger: Logger;
  fatal(what: string, error: unknown): void;
}

export class Quarantine {
  readonly #options: QuarantineOptions;
  readonly #before: DivergenceRecord | null;
  #foundAt: Index = 0;

  /** Before the state is opened. Throws FolderRefusal when this member has to wait for its operator. */
  constructor(options: QuarantineOptions) {
    this.#options = options;
    const { folder, logger } = options;
    this.#before = settleDivergence(folder.paths, folder.member.name);
    if (this.#before?.phase !== "found") return;
    const { index, agreedIndex } = this.#before;
    logger.warn({ index, agreedIndex }, "the state diverged, was put aside, and is made again");
  }

  /** Up to there this node's state is known to have been that of the others, also when it was put aside since. */
  get trustedIndex(): Index {
    return this.#before?.agreedIndex ?? 0;
  }

  /** What others are told of this node's state. */
  report({ notes, agreedIndex }: StateNotes): StateReport {
    const index = this.#foundAt > 0 ? this.#foundAt : (this.#before?.index ?? 0);
    return { notes, agreedIndex, divergedAt: agreedIndex > index ? 0 : index };
  }

  /** The state is opened, and what is there now was made again. */
  opened(): void {
    if (this.#before !== null) isBeingReseeded(this.#options.folder.paths, this.#before);
  }

  /** Ends the process; makes it known first, here and to the others. */
  async leave(error: StateDiverged, running: Leaving): Promise<void> {
    const { folder, logger, fatal } = this.#options;
    const { divergence } = error;
    this.#foundAt = divergence.index;
    logger.error({ divergence }, error.message);
    const outcome = this.#record(error);
    await Promise.all([running.stepAside(), running.drain(), setTimeout(LAST_WORDS_MS)]);
    fatal(`the state of ${folder.member.name} differs from that of the others`, outcome);
  }

  /** What is said last: what comes of it, or why nothing can. */
  #record({ divergence, message }: StateDiverged): unknown {
    const { paths, member } = this.#options.folder;
    try {
      return new Error(`${message} ${recordDivergence(paths, member.name, divergence)}`);
    } catch (refusal) {
      return refusal;
    }
  }
}
