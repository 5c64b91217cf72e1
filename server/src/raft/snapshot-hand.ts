/** Test support: the snapshots of a TestCluster, kept and carried by hand. What a copy holds does not matter here. */
import { assert } from "../lib/assert.ts";
import type { TestCluster } from "./test-cluster.ts";
import { idOf, storedLog } from "./test-cluster.ts";
import type { Message, SnapshotOffer } from "./messages.ts";
import type { Effect, Index, LogBase, SnapshotMeta, Term } from "./types.ts";

/** A snapshot of ten bytes: with parts of four bytes it has three. */
export function snapshotAt(index: Index, term: Term, id = `at ${index}`): SnapshotMeta {
  const [configuration] = storedLog(3, [], { term: 1, vote: null }).configurations;
  assert(configuration !== undefined, "a stored log begins with its configuration");
  const base: LogBase = { index, term, time: 0, configuration };
  return { id, base, size: 10, sum: 0 };
}

export function offer(from: number, to: number, term: Term, snapshot: SnapshotMeta): SnapshotOffer {
  return { type: "snapshotOffer", from: idOf(from), to: idOf(to), term, snapshot };
}

export function chunk(
  from: number,
  to: number,
  term: Term,
  over: { readonly id: string; readonly offset: number; readonly bytes?: number },
): Message {
  const { id, offset, bytes = 4 } = over;
  const data = new Uint8Array(bytes);
  return { type: "snapshotChunk", from: idOf(from), to: idOf(to), term, id, offset, sum: 0, data };
}

export function kindsOf(effects: readonly Effect[]): readonly string[] {
  return effects.map((effect) => (effect.kind === "send" ? effect.message.type : effect.kind));
}

/** Does what the cores want done with snapshots, all nodes, until nothing is left to do. */
export class SnapshotHand {
  readonly #cluster: TestCluster;
  /** How many effects of each node are done. */
  readonly #done = new Map<number, number>();
  /** Snapshots that the state machine of a node took in. */
  readonly restored = new Map<number, readonly string[]>();
  parts = 0;

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
    for (const number of cluster.numbers())
      this.#done.set(number, cluster.node(number).effects.length);
  }

  work(): void {
    for (let round = 0; this.#workOnce(); round += 1) {
      assert(round < 1000, "the snapshots come to rest");
      this.#cluster.settle();
    }
  }

  #workOnce(): boolean {
    let hasWorked = false;
    for (const number of this.#cluster.numbers()) {
      const { effects } = this.#cluster.node(number);
      const fresh = effects.slice(this.#done.get(number) ?? 0);
      this.#done.set(number, effects.length);
      for (const effect of fresh) hasWorked = this.#carryOut(number, effect) || hasWorked;
    }
    return hasWorked;
  }

  #carryOut(number: number, effect: Effect): boolean {
    switch (effect.kind) {
      case "readChunk": {
        const { to, id, offset, maxBytes } = effect;
        const part = { data: new Uint8Array(maxBytes), sum: 0 };
        this.parts += 1;
        this.#cluster.step(number, { kind: "chunkRead", to, id, offset, part });
        return true;
      }
      case "writeChunk":
        return this.#tell(number, { kind: "chunkWritten", id: effect.snapshot.id, isSound: true });
      case "finishSnapshot":
        return this.#tell(number, {
          kind: "snapshotFinished",
          id: effect.snapshot.id,
          isSound: true,
        });
      case "restore": {
        const { id, base } = effect.snapshot;
        this.restored.set(number, [...(this.restored.get(number) ?? []), id]);
        this.#cluster.step(number, { kind: "applyDone", index: base.index });
        return true;
      }
      default:
        return false;
    }
  }

  #tell(
    number: number,
    news: {
      readonly kind: "chunkWritten" | "snapshotFinished";
      readonly id: string;
      readonly isSound: boolean;
    },
  ): boolean {
    this.#cluster.step(number, news);
    return true;
  }
}
