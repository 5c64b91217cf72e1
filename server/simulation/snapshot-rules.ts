/**
 * What must hold of snapshots, on any node: they hold what is committed and nothing else, with the configuration
 * committed there; two states at one index are equal, however they came about; and nothing leaves a log that no
 * whole snapshot on that disk covers.
 */
import type { Index } from "../src/ports.ts";
import type { LogBase } from "../src/raft/types.ts";
import { isSameMark, markOf } from "./node-view.ts";
import type { EntryMark, NodeView } from "./node-view.ts";
import { must } from "./violation.ts";

export class SnapshotRules {
  /** Position 0 is index 1. */
  readonly #committed: readonly EntryMark[];
  readonly #hashes = new Map<Index, string>();

  constructor(committed: readonly EntryMark[]) {
    this.#committed = committed;
  }

  /** A copy of the state, whose hash is this, is taken. Null: it is known not to be that of the others. */
  taken(view: NodeView, base: LogBase, hash: string | null): void {
    must(base.index === view.applied, `${view.name} copies the state that it says it copies`);
    this.checkBase(view, base);
    if (hash !== null) this.#checkHash(view, base.index, hash);
  }

  /** A snapshot has taken the place of the state. */
  restored(view: NodeView, base: LogBase, hash: string): void {
    must(base.index > view.applied, `what ${view.name} has applied never falls`);
    this.checkBase(view, base);
    this.#checkHash(view, base.index, hash);
    view.applied = base.index;
  }

  /** The log of this node is about to begin behind `base`, on disk. */
  baseWritten(view: NodeView, base: LogBase): void {
    view.baseWritten = Math.max(view.baseWritten, base.index);
    this.checkCovered(view);
  }

  /** At any time, and whatever becomes of a write under way: what is not in the log is in a whole snapshot. */
  checkCovered(view: NodeView): void {
    const { whole } = view.snapshots;
    const isCovered =
      view.baseWritten === 0 || whole.some(({ base }) => base.index >= view.baseWritten);
    const { base: begin } = view.disk;
    // Of a log that lost its end: any that goes further than its beginning.
    const covers = (base: LogBase): boolean =>
      view.isDamaged ? base.index >= (begin?.index ?? 0) : view.isInLogOnDisk(base);
    const isCoveredNow = begin === null || whole.some(({ base }) => covers(base));
    must(
      isCovered && isCoveredNow,
      `a durable snapshot covers what the log of ${view.name} has let go of`,
    );
  }

  checkBase(view: NodeView, { index, term, configuration }: LogBase): void {
    const mark = this.#committed[index - 1];
    must(mark?.term === term, `a snapshot of ${view.name} ends with a committed entry`);
    const newest = this.#committed.slice(0, index).findLastIndex((one) => one.isConfiguration) + 1;
    must(
      configuration.index === newest &&
        isSameMark(markOf(configuration), this.#committed[newest - 1]),
      `a snapshot of ${view.name} holds the configuration committed at its index`,
    );
  }

  /** What a log that begins behind `base` has let go of. */
  prefix(view: NodeView): readonly EntryMark[] {
    const index = view.disk.base?.index ?? 0;
    must(index <= this.#committed.length, `${view.name} lets go only of what is committed`);
    return this.#committed.slice(0, index);
  }

  #checkHash(view: NodeView, index: Index, hash: string): void {
    const known = this.#hashes.get(index) ?? hash;
    must(known === hash, `the state of ${view.name} at ${index} equals others' at ${index}`);
    this.#hashes.set(index, hash);
  }
}
