/**
 * Carries out what the core wants done with snapshots, and drops those that it needs no more. A node without a
 * store takes none, so that its log stays whole, and refuses what it is offered.
 */
import { assert } from "../lib/assert.ts";
import type { SnapshotStore } from "../ports.ts";
import type { CoreLimits } from "../raft/core-options.ts";
import type { Effect, Index, LogBase, SnapshotMeta, SnapshotPart } from "../raft/types.ts";

type EffectOf<Kind extends Effect["kind"]> = Extract<Effect, { kind: Kind }>;
type Work = EffectOf<"readChunk"> | EffectOf<"writeChunk"> | EffectOf<"finishSnapshot">;

/** What the core hears when it is done. */
export type SnapshotNews =
  | { readonly kind: "snapshotTaken"; readonly snapshot: SnapshotMeta | null }
  | {
      readonly kind: "chunkRead";
      readonly to: EffectOf<"readChunk">["to"];
      readonly id: string;
      readonly offset: number;
      readonly part: EffectOf<"writeChunk">["part"] | null;
    }
  | { readonly kind: "chunkWritten"; readonly id: string; readonly isSound: boolean }
  | { readonly kind: "snapshotFinished"; readonly id: string; readonly isSound: boolean };

/** A node without a store takes none. */
export function limitsOf(store: SnapshotStore | null): Partial<CoreLimits> {
  return store === null ? { snapshotLogBytes: Number.MAX_SAFE_INTEGER } : {};
}

/** Somebody who waits for a snapshot to be made. */
export interface SnapshotWatcher {
  taken(isMade: boolean): void;
  closed(): void;
}

export class Snapshots {
  readonly #store: SnapshotStore | null;
  readonly #tell: (news: SnapshotNews) => void;
  /** Whole ones in the store. */
  readonly #known: Map<string, SnapshotMeta>;
  /** How many read each of them, whether the core needs it or not. */
  readonly #held = new Map<string, number>();
  readonly #confirmedIndex: () => Index;
  /** Durable, but the core has not heard of them: their states may be found to differ from the others'. Ascending. */
  #unconfirmed: readonly SnapshotMeta[] = [];
  #watcher: SnapshotWatcher | null = null;
  #isClosed = false;

  constructor(
    store: SnapshotStore | null,
    loaded: readonly SnapshotMeta[],
    confirmedIndex: () => Index,
    tell: (news: SnapshotNews) => void,
  ) {
    this.#store = store;
    this.#confirmedIndex = confirmedIndex;
    this.#known = new Map(loaded.map((snapshot) => [snapshot.id, snapshot]));
    this.#tell = (news) => {
      if (!this.#isClosed) tell(news);
    };
  }

  /** `base`: of the state as it is; null when a newer one is about to take its place, and no copy is worth while. */
  take(base: LogBase | null, calls: { begun(): void; done(): void }): void {
    const { begun, done } = calls;
    if (base === null) {
      this.#tell({ kind: "snapshotTaken", snapshot: null });
      begun();
      done();
      return this.#watcher?.taken(false);
    }
    this.#of().take(base, {
      begun: () => this.#unlessClosed(begun),
      done: (snapshot) => {
        this.#taken(snapshot);
        this.#unlessClosed(done);
        this.#watcher?.taken(snapshot !== null);
      },
    });
  }

  /**
   * Comparisons may have gone on: tells the core of the copies that were taken up to where the states were equal. A node
   * whose state differs thus keeps the log, and a copy, from which its state can be made again, and gives others none.
   */
  confirm(): void {
    const confirmedIndex = this.#confirmedIndex();
    const told = this.#unconfirmed.filter(({ base }) => base.index <= confirmedIndex);
    if (told.length === 0) return;
    this.#unconfirmed = this.#unconfirmed.slice(told.length);
    for (const snapshot of told) this.#tell({ kind: "snapshotTaken", snapshot });
  }

  #taken(snapshot: SnapshotMeta | null): void {
    if (snapshot === null) return this.#tell({ kind: "snapshotTaken", snapshot });
    this.#known.set(snapshot.id, snapshot);
    this.#unconfirmed = [...this.#unconfirmed, snapshot];
    this.confirm();
  }

  restore({ id }: SnapshotMeta, done: () => void): void {
    this.#of().restore(id, () => this.#unlessClosed(done));
  }

  carryOut(work: Work): void {
    switch (work.kind) {
      case "readChunk": {
        const { to, id, offset, maxBytes } = work;
        return this.#of().read(id, offset, maxBytes, (part) =>
          this.#tell({ kind: "chunkRead", to, id, offset, part }),
        );
      }
      case "writeChunk": {
        const { snapshot, offset, part } = work;
        const { id } = snapshot;
        const written = (isSound: boolean): void =>
          this.#tell({ kind: "chunkWritten", id, isSound });
        if (this.#store === null) return written(false);
        return this.#store.write(snapshot, offset, part, written);
      }
      case "finishSnapshot": {
        const { snapshot } = work;
        const { id } = snapshot;
        return this.#of().finish(snapshot, (isSound) => {
          if (isSound) this.#known.set(id, snapshot);
          this.#tell({ kind: "snapshotFinished", id, isSound });
        });
      }
    }
  }

  /** Only when the core has heard all news: it does not know what it needs before. */
  dropAllBut(needed: ReadonlySet<string> | null): void {
    if (needed === null) return;
    const waiting = new Set(this.#unconfirmed.map(({ id }) => id));
    const isNeeded = (id: string): boolean =>
      needed.has(id) || waiting.has(id) || this.#held.has(id);
    const dropped = [...this.#known.keys()].filter((id) => !isNeeded(id));
    if (dropped.length === 0) return;
    for (const id of dropped) this.#known.delete(id);
    this.#of().drop(dropped);
  }

  get areKept(): boolean {
    return this.#store !== null;
  }

  /** The newest that holds everything up to `index`. */
  covering(index: Index): SnapshotMeta | null {
    const all = [...this.#known.values()].filter(({ base }) => base.index >= index);
    return all.toSorted((one, other) => other.base.index - one.base.index)[0] ?? null;
  }

  /** It stays until it is let go of as often as it was held. */
  hold(id: string): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
  }

  letGo(id: string): void {
    const others = (this.#held.get(id) ?? 1) - 1;
    if (others > 0) this.#held.set(id, others);
    else this.#held.delete(id);
  }

  /** As the store's: for somebody who holds it. */
  read(id: string, offset: number, maxBytes: number): Promise<SnapshotPart | null> {
    return new Promise((resolve) => {
      if (this.#isClosed) return resolve(null);
      this.#of().read(id, offset, maxBytes, resolve);
    });
  }

  watch(watcher: SnapshotWatcher): void {
    this.#watcher = watcher;
  }

  close(): void {
    this.#isClosed = true;
    this.#watcher?.closed();
  }

  #of(): SnapshotStore {
    assert(this.#store !== null, "without a store there are no snapshots");
    return this.#store;
  }

  #unlessClosed(run: () => void): void {
    if (!this.#isClosed) run();
  }
}
