/**
 * Watches one machine's state against the comparison in the log: a sound state is never found to differ, a harmed one
 * is, at the first comparison that speaks of an index behind the harm, whatever restarts lie between.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { StateDiverged } from "../src/chat/state-diverged.ts";
import { NOTES_KEPT } from "../src/chat/state-memory.ts";
import type { Entry, Index } from "../src/ports.ts";
import { must } from "./violation.ts";

export class StateGuard {
  readonly #name: string;
  readonly #noteEvery: number;
  /** Applied when it was harmed; null: it is sound. */
  #harmedAt: Index | null = null;

  constructor(name: string, noteEvery: number) {
    this.#name = name;
    this.#noteEvery = noteEvery;
  }

  get isHarmed(): boolean {
    return this.#harmedAt !== null;
  }

  harmed(appliedIndex: Index): void {
    this.#harmedAt ??= appliedIndex;
  }

  /** The next start finds this: perhaps a copy from before the harm. */
  finds(isHarmed: boolean): void {
    if (!isHarmed) this.#harmedAt = null;
  }

  /** A sound copy has taken the place of the state, or nobody will see it again. */
  restored(): void {
    this.#harmedAt = null;
  }

  /** These were applied, and nothing was found. */
  applied(entries: readonly Entry[]): void {
    if (this.#harmedAt === null) return;
    for (const entry of entries) {
      if (entry.kind !== "command") continue;
      const command = fromBinary(CommandSchema, entry.data).kind;
      if (command.case !== "checkState") continue;
      const index = Number(command.value.index);
      const isForgotten = entry.index - index > NOTES_KEPT * this.#noteEvery;
      must(
        index <= this.#harmedAt || isForgotten,
        `${this.#name}, harmed at ${this.#harmedAt}, does not go on behind the comparison of ${index}`,
      );
    }
  }

  found({ message, divergence }: StateDiverged): void {
    must(this.#harmedAt !== null, `a sound node is not thrown out: ${this.#name} ${message}`);
    must(
      divergence.index > this.#harmedAt && divergence.agreedIndex <= this.#harmedAt,
      `${this.#name}, harmed at ${this.#harmedAt}, ${message}`,
    );
    this.#harmedAt = null;
  }
}
