/**
 * A command that was refused as not executed enters no log afterwards: accepted in one term, it is not appended in a
 * later one (NATS b4506ec; raft.md bug 21). Each attempt is a copy of its own, so that it is known again in the log.
 */
import { LogRefusal } from "../src/ports.ts";
import type { Applied, Log } from "../src/ports.ts";
import type { Effect } from "../src/raft/types.ts";
import { must } from "./violation.ts";

export class FenceRule {
  readonly #refused = new WeakSet<Uint8Array>();

  propose(log: Pick<Log, "propose">, command: Uint8Array, deadlineMs: number): Promise<Applied> {
    const own = command.slice();
    const applied = log.propose(own, deadlineMs);
    applied.catch((error: unknown) => {
      if (error instanceof LogRefusal && error.reason !== "OUTCOME_UNKNOWN") this.#refused.add(own);
    });
    return applied;
  }

  stepped(name: string, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.kind !== "persist") continue;
      for (const { data } of effect.entries)
        must(!this.#refused.has(data), `${name} appends no command that it has refused`);
    }
  }
}
