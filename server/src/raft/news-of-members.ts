/** Tells, once, that another configuration is in force or that the one in force is committed now. */
import type { RaftLog } from "./log.ts";
import type { Effect, Index } from "./types.ts";

export class ConfigurationNews {
  readonly #log: RaftLog;
  #index: Index;
  #isCommitted: boolean;

  /** What holds at the start is no news. */
  constructor(log: RaftLog) {
    this.#log = log;
    this.#index = log.configurationIndex;
    this.#isCommitted = this.#index <= log.commitIndex;
  }

  tell(effects: Effect[]): void {
    const { configurationIndex: index, commitIndex, configuration } = this.#log;
    const isCommitted = index <= commitIndex;
    if (index === this.#index && isCommitted === this.#isCommitted) return;
    this.#index = index;
    this.#isCommitted = isCommitted;
    effects.push({ kind: "configuration", index, configuration, isCommitted });
  }
}
