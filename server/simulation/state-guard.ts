/**
 * Watches one machine's state against the comparison in the log: a sound state is never found to differ, a harmed one
 * is, at the first comparison that speaks of an index behind the harm, whatever restarts lie between.
 */
import { fromBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import type { StateDiverged } from "../src/chat/state-diverged.ts";
import type { Entry, Index } from "../src/ports.ts";
import type { StateNotes } from "../src/state-notes.ts";
import { must } from "./violation.ts";

export class StateGuard {
  readonly #name: string;
  /** Applied when it was harmed; null: it is sound. */
  #harmedAt: Index | null = null;

  constructor(name: string) {
    this.#name = name;
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

  /** These were applied, and nothing was found. `notes`: what the node knew before. */
  applied(entries: readonly Entry[], { notes, checkedIndex }: StateNotes): void {
    if (this.#harmedAt === null) return;
    for (const { kind, data } of entries) {
      if (kind !== "command") continue;
      const command = fromBinary(CommandSchema, data).kind;
      if (command.case !== "checkState") continue;
      const index = Number(command.value.index);
      const isRemembered = notes.some((note) => note.index === index);
      must(
        index <= this.#harmedAt || index <= checkedIndex || !isRemembered,
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
