/**
 * Disks that lose what they had promised to keep (raft.md §3): the end of a log that was synced, a flipped bit in it,
 * its whole file; or somebody puts back an older copy of a folder. Never more of them at a time than a minority of any
 * configuration that may soon be in force, whatever else goes wrong meanwhile; and never so that nobody could know.
 *
 * What raft.md §3 and foundations §1 call undetectable is left out: a power cut together with a loss, and a copy put
 * back when all who heard of the later start are out of reach.
 */
import type { Index } from "../src/ports.ts";
import { decodeConfiguration } from "../src/raft/configuration.ts";
import type { Configuration, RaftId } from "../src/raft/types.ts";
import type { MemoryDisk } from "../src/storage/memory-disk.ts";
import { isCounted } from "./counted.ts";
import type { NodeView } from "./node-view.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Survival } from "./survival.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import type { Witness } from "./witness.ts";
import type { World } from "./world.ts";

/** Transactions that a disk forgets at most. */
const LIE_MAX = 12;

export const DAMAGES = [
  "disk lies",
  "disk rots",
  "write misdirected",
  "log lost",
  "copy put back",
] as const;
export type Damage = (typeof DAMAGES)[number];

interface FolderCopy {
  readonly disk: MemoryDisk;
  readonly state: Uint8Array | null;
}

export interface DiskNemesisOptions {
  readonly world: World;
  readonly witness: Pick<Witness, "membersInPlay">;
  readonly processes: readonly SimProcess[];
  /** A change of members is asked for: who will count soon is not known. */
  readonly isChanging: () => boolean;
  readonly survival: Survival;
}

export class DiskNemesis {
  readonly #options: DiskNemesisOptions;
  readonly #random: SeededRandom;
  readonly #copies = new Map<RaftId, FolderCopy>();
  #isOver = false;

  constructor(options: DiskNemesisOptions) {
    this.#options = options;
    this.#random = options.world.random("disk nemesis");
  }

  /** Some disk has lost something, and its node does not hold it again yet. */
  get isAnyDamaged(): boolean {
    return this.#options.processes.some(({ view, isRetired }) => !isRetired && view.isDamaged);
  }

  start(): void {
    const { dials, phase } = this.#options.world;
    if (dials.damageEveryMs === 0) return;
    this.#later(1, 2 * dials.damageEveryMs * phase.sparing, () => {
      this.#strike();
      this.start();
    });
  }

  stop(): void {
    this.#isOver = true;
  }

  #strike(): void {
    const victim = this.#random.pick(this.#options.processes);
    const damage = this.#random.pick(DAMAGES);
    if (!victim.isInService || !victim.isAlive || victim.node === null) return;
    if (victim.isStopping || this.#options.isChanging()) return;
    if (!this.#options.survival.outlives(new Set([victim]))) return;
    if (damage === "copy put back") return this.#exchange(victim);
    victim.kill(false);
    if (!this.#copies.has(victim.id)) this.#keepCopy(victim);
    if (this.#blow(victim.view.disk, damage)) this.#struck(victim, damage);
    this.#startLater(victim);
  }

  /** False when there is nothing to lose. */
  #blow(disk: MemoryDisk, damage: Exclude<Damage, "copy put back">): boolean {
    // Nothing of a write under way outlives what came before it.
    disk.crash({ keepUnsynced: 0 });
    switch (damage) {
      case "disk lies":
        return disk.lie(this.#random.between(1, LIE_MAX)) > 0;
      case "disk rots":
        return this.#rotSomewhere(disk);
      case "write misdirected": {
        // The newest is not where it belongs, and something else is no more.
        const isMissing = disk.lie(1) > 0;
        return this.#rotSomewhere(disk) || isMissing;
      }
      case "log lost":
        disk.loseLog();
        return true;
    }
  }

  #rotSomewhere(disk: MemoryDisk): boolean {
    const { entries } = disk;
    const index: Index | undefined =
      entries[this.#random.below(Math.max(1, entries.length))]?.index;
    if (index !== undefined) disk.rot(index);
    return index !== undefined;
  }

  /** The copy of the folder that was taken last, if anybody could tell that it is one; and the next copy is taken. */
  #exchange(victim: SimProcess): void {
    const { view, state } = victim;
    victim.kill(false);
    const copy = this.#copies.get(view.id);
    if (copy !== undefined && this.#isDetectable(view, copy.disk)) {
      view.numberedTo = Math.max(view.numberedTo, view.disk.mark?.incarnation ?? 0);
      view.disk.restore(copy.disk);
      state.putBack(copy.state);
      view.isOlderCopy = true;
      this.#copies.delete(view.id);
      this.#struck(victim, "copy put back");
    } else this.#keepCopy(victim);
    this.#startLater(victim);
  }

  #keepCopy({ view, state, guard }: SimProcess): void {
    // Whether a state is harmed and since when is known only of those that follow one another.
    if (!guard.isHarmed) this.#copies.set(view.id, { disk: view.disk.copy(), state: state.newest });
  }

  /** Whoever would take it for the newest makes no quorum, neither of those in play nor of those that it knows of. */
  #isDetectable(view: NodeView, copy: MemoryDisk): boolean {
    if (copy.base?.index !== view.disk.base?.index) return false;
    const lineage = copy.mark?.lineage ?? [];
    const isFooled = (id: RaftId): boolean => {
      const other = this.#options.processes.find((process) => process.id === id)?.view;
      if (id === view.id || other === undefined || other.isDamaged) return true;
      const known = other.disk.mark?.seen.find((seen) => seen.id === view.id);
      if (known === undefined || known.incarnation < (lineage[0]?.incarnation ?? 0)) return true;
      return lineage.some(
        (one) => one.incarnation === known.incarnation && one.nonce === known.nonce,
      );
    };
    const known = [...this.#options.witness.membersInPlay, ...configurationsOf(copy)];
    return known.every((configuration) => !isCounted(configuration, isFooled));
  }

  #struck({ view, name }: SimProcess, damage: Damage): void {
    const { tally, trace, time } = this.#options.world;
    view.isDamaged = true;
    tally.add(`fault ${damage}`);
    trace.note(time.nowUs, name, "DAMAGE", () => damage);
  }

  #startLater(process: SimProcess): void {
    this.#later(20, this.#options.world.dials.outageMaxMs, () => process.start());
  }

  #later(minMs: number, maxMs: number, run: () => void): void {
    const delayMs = this.#random.between(minMs, maxMs);
    this.#options.world.time.schedule(delayMs * US_PER_MS, null, () => {
      if (!this.#isOver) run();
    });
  }
}

/** Those that a node goes by when it starts on this disk, now or after its log was cut. */
function configurationsOf({ entries, base }: MemoryDisk): readonly Configuration[] {
  const stored = entries.filter(({ kind }) => kind === "configuration");
  const all = base === null ? stored : [base.configuration, ...stored];
  return all.map(({ data }) => decodeConfiguration(data));
}
