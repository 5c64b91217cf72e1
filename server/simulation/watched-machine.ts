/** The chat as the driver sees it: an apply takes a moment, is witnessed, and now and then leaves a copy. */
import { StateDiverged } from "../src/chat/state-diverged.ts";
import type { Clock, Entry, Index, StateMachine } from "../src/ports.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimChat } from "./sim-chat.ts";
import type { StateCopies } from "./state-copies.ts";

/** Entries between two copies of the state. */
const COPY_EVERY_MIN = 20;
const COPY_EVERY_MAX = 120;
const APPLY_MAX_MS = 3;
/** Of 1000 applies, so many are slow: a checkpoint, a busy core. */
const SLOW_PER_MILLE = 20;
const SLOW_MAX_MS = 120;

export interface WatchedMachineOptions {
  readonly chat: SimChat;
  readonly copies: StateCopies;
  readonly random: SeededRandom;
  readonly clock: Pick<Clock, "after">;
  readonly onOpen: (appliedIndex: Index) => void;
  readonly onApply: (entries: readonly Entry[]) => void;
  readonly onApplied: (entries: readonly Entry[]) => void;
  /** The state is not that of the others. */
  readonly onDiverged: (error: StateDiverged) => void;
  readonly onError: (error: unknown) => void;
}

export class WatchedMachine implements StateMachine {
  readonly #options: WatchedMachineOptions;
  #entriesUntilCopy = COPY_EVERY_MIN;
  #isClosed = false;

  constructor(options: WatchedMachineOptions) {
    this.#options = options;
    options.chat.onFailure((error) => {
      this.#isClosed = true;
      if (error instanceof StateDiverged) options.onDiverged(error);
      else options.onError(error);
    });
  }

  async open(): Promise<{ readonly appliedIndex: Index }> {
    const opened = await this.#options.chat.open();
    this.#options.onOpen(opened.appliedIndex);
    return opened;
  }

  apply(
    entries: readonly Entry[],
    wantResults: boolean,
    done: (results: readonly Uint8Array[]) => void,
  ): void {
    const { chat, random, clock, onApply, onApplied } = this.#options;
    const delayMs = random.below((random.chance(SLOW_PER_MILLE) ? SLOW_MAX_MS : APPLY_MAX_MS) + 1);
    clock.after(delayMs, () => {
      onApply(entries);
      chat.apply(entries, wantResults, (results) => {
        this.#copy(entries.length);
        onApplied(entries);
        done(results);
      });
    });
  }

  isWatched(): boolean {
    return this.#options.chat.isWatched();
  }

  onFailure(listener: (error: Error) => void): void {
    this.#options.chat.onFailure(listener);
  }

  /** Its state can be read, and goes on. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** The file as it is now. */
  leaveCopy(): void {
    if (!this.#isClosed) this.#options.copies.add(this.#options.chat.serialize());
  }

  close(): Promise<void> {
    this.leaveCopy();
    this.#isClosed = true;
    return this.#options.chat.close();
  }

  #copy(applied: number): void {
    const { random } = this.#options;
    this.#entriesUntilCopy -= applied;
    if (this.#entriesUntilCopy > 0) return;
    this.leaveCopy();
    this.#entriesUntilCopy = random.between(COPY_EVERY_MIN, COPY_EVERY_MAX);
  }
}
