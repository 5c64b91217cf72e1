/**
 * Whether a cluster can go on without some of its machines. Whoever takes one for good, or what it holds, asks here first:
 * faults stay within what recovery can survive (raft.md §6). DESIGN.md, "What no fault may take", says why each rule is one.
 */
import type { Index, RaftId, Term } from "../src/raft/types.ts";
import { isCounted } from "./counted.ts";
import type { NodeView } from "./node-view.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Witness } from "./witness.ts";

type Machine = Pick<SimProcess, "id" | "isInService" | "view">;

export interface SurvivalOptions {
  readonly processes: readonly Machine[];
  readonly witness: Pick<Witness, "membersInPlay">;
  /** Sets of voters that somebody was asked for and may yet begin with. */
  readonly asked: () => readonly (readonly RaftId[])[];
}

interface End {
  readonly index: Index;
  readonly term: Term;
}

export class Survival {
  readonly #options: SurvivalOptions;

  constructor(options: SurvivalOptions) {
    this.#options = options;
  }

  /** Every configuration that may be in force soon keeps a quorum without `lost`, and somebody in it can be elected. */
  outlives(lost: ReadonlySet<Machine>): boolean {
    const { witness, asked } = this.#options;
    const sound = this.#options.processes.filter((one) => isSound(one) && !lost.has(one));
    const goesOn = (id: RaftId): boolean =>
      sound.some((one) => one.id === id && !isMute(one.view, sound, lost));
    const voterSets = asked().map((voters) => ({ voters, outgoing: [] }));
    return [...witness.membersInPlay, ...voterSets].every((one) => isCounted(one, goesOn));
  }
}

/** It holds what it promised to hold, and its next start will count. */
function isSound({ isInService, view }: Machine): boolean {
  return isInService && !view.isDamaged && !view.isAtLastStart;
}

/**
 * It grants nobody a vote and never campaigns: its log is newer than that of every voter who is left, and makes it none,
 * though others' logs do. What the lost ones said last may still reach it, and what is not synced may be lost.
 */
function isMute(view: NodeView, left: readonly Machine[], lost: ReadonlySet<Machine>): boolean {
  if (isVoterOnDisk(view)) return false;
  const ends = [view, ...[...lost].map((one) => one.view)].map(endInMemory);
  return !left.some(
    (one) => isVoterOnDisk(one.view) && ends.every((end) => !isNewer(end, one.view.disk.end)),
  );
}

function isVoterOnDisk(view: NodeView): boolean {
  const newest = view.configurationsOnDisk().at(-1)?.configuration;
  return newest !== undefined && [...newest.voters, ...newest.outgoing].includes(view.id);
}

function endInMemory({ log }: NodeView): End {
  return { index: log.length, term: log.at(-1)?.term ?? 0 };
}

/** As voters compare logs (§5.4.1). */
function isNewer(one: End, other: End): boolean {
  return one.term === other.term ? one.index > other.index : one.term > other.term;
}
