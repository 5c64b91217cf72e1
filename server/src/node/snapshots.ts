/**
 * Carries out what the core wants done with snapshots, and drops those that it needs no more. A node without a
 * store takes none, so that its log stays whole, and refuses what it is offered.
 */
import { assert } from "../lib/assert.ts";
import type { SnapshotStore } from "../ports.ts";
import type { Effect, LogBase, SnapshotMeta } from "../raft/types.ts";

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

export class Snapshots {
  readonly #store: SnapshotStore | null;
  readonly #tell: (news: SnapshotNews) => void;
  /** Whole ones in the store. */
  readonly #known: Set<string>;
  #isClosed = false;

  constructor(
    store: SnapshotStore | null,
    loaded: readonly SnapshotMeta[],
    tell: (news: SnapshotNews) => void,
  ) {
    this.#store = store;
    this.#known = new Set(loaded.map(({ id }) => id));
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
      return done();
    }
    this.#of().take(base, {
      begun: () => this.#unlessClosed(begun),
      done: (snapshot) => {
        if (snapshot !== null) this.#known.add(snapshot.id);
        this.#tell({ kind: "snapshotTaken", snapshot });
        this.#unlessClosed(done);
      },
    });
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
        const { id } = work.snapshot;
        return this.#of().finish(work.snapshot, (isSound) => {
          if (isSound) this.#known.add(id);
          this.#tell({ kind: "snapshotFinished", id, isSound });
        });
      }
    }
  }

  /** Only when the core has heard all news: it does not know what it needs before. */
  dropAllBut(needed: ReadonlySet<string>): void {
    const dropped = [...this.#known].filter((id) => !needed.has(id));
    if (dropped.length === 0) return;
    for (const id of dropped) this.#known.delete(id);
    this.#of().drop(dropped);
  }

  close(): void {
    this.#isClosed = true;
  }

  #of(): SnapshotStore {
    assert(this.#store !== null, "without a store there are no snapshots");
    return this.#store;
  }

  #unlessClosed(run: () => void): void {
    if (!this.#isClosed) run();
  }
}
