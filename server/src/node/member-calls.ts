/** Changes of members and of the leader, as promises: asked of the core, answered when it is known what became of them. */
import { MembershipRefusal } from "../ports.ts";
import { TIMING } from "../raft/timing.ts";
import type { Configuration, MembershipChange, MembershipProblem, RaftId } from "../raft/types.ts";
import type { Driver } from "./driver.ts";
import { membershipSentence } from "./membership-sentence.ts";

/** To whom, if not to the best; and whether the leader still has something to wait for. */
export interface HandOver {
  readonly to?: RaftId;
  readonly isAbdication?: boolean;
}

export class MemberCalls {
  readonly #driver: Driver;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Resolves when the final configuration is committed and in force; rejects with MembershipRefusal. */
  change(change: MembershipChange, deadlineMs: number): Promise<Configuration> {
    return new Promise((resolve, reject) => {
      const id = this.#driver.members.addChange({
        deadlineAt: this.#driver.now() + deadlineMs,
        resolve,
        reject: (reason, about) => reject(this.refusal(reason, about)),
      });
      this.#driver.enqueue({ kind: "change", id, change });
    });
  }

  /** Resolves with the name of who leads next; rejects with MembershipRefusal. */
  transfer(how: HandOver, deadlineMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const isFirst = this.#driver.members.addTransfer({
        deadlineAt: this.#driver.now() + deadlineMs,
        resolve,
        reject: (reason, about) => reject(this.refusal(reason, about)),
      });
      if (!isFirst) return reject(this.refusal("BUSY", []));
      this.#driver.enqueue({ kind: "transfer", ...how });
    });
  }

  /** If this node leads, lets another one lead. Resolves when that is known, or was not possible in time. */
  async handOver(how: HandOver): Promise<void> {
    if (this.#driver.raft.status().role !== "leader") return;
    await this.transfer(how, TIMING.transferMs).catch((error: unknown) => {
      if (!(error instanceof MembershipRefusal)) throw error;
    });
  }

  refusal(reason: MembershipProblem, about: readonly RaftId[]): MembershipRefusal {
    const { raft } = this.#driver;
    const names = about.map((id) => raft.nameOf(id) || id);
    const { leader } = raft.status();
    return new MembershipRefusal(
      reason,
      membershipSentence(reason, names, leader === null ? "" : raft.nameOf(leader)),
    );
  }
}
