/** A snapshot store as the driver sees it: every copy made or taken in is compared with all others. */
import type { SnapshotStore } from "../src/ports.ts";
import type { LogBase, SnapshotMeta, SnapshotPart } from "../src/raft/types.ts";
import { MemorySnapshotStore } from "../src/storage/memory-snapshot-store.ts";
import type { MemorySnapshotStoreOptions } from "../src/storage/memory-snapshot-store.ts";
import { isHarmed } from "./harm.ts";
import type { NodeView } from "./node-view.ts";
import type { SnapshotRules } from "./snapshot-rules.ts";
import type { SimChat } from "./sim-chat.ts";
import type { StateGuard } from "./state-guard.ts";
import { must } from "./violation.ts";
import type { World } from "./world.ts";

export interface SnapshotOptions extends Pick<MemorySnapshotStoreOptions, "clock" | "latencyMs"> {
  readonly world: World;
  readonly view: NodeView;
  readonly rules: SnapshotRules;
  readonly chat: SimChat;
  readonly guard: StateGuard;
  readonly onRestored: () => void;
}

/** Null in a world that takes no snapshots. */
export function openWatchedSnapshots(options: SnapshotOptions): WatchedSnapshotStore | null {
  const { world, view, clock, latencyMs, chat } = options;
  if (world.dials.snapshots === null) return null;
  const random = world.random(`snapshots ${view.name} ${world.time.nowUs}`);
  const store = new MemorySnapshotStore({
    disk: view.snapshots,
    clock,
    latencyMs,
    state: { copy: () => chat.serialize(), restore: (copy) => chat.restore(copy) },
    newId: () => `${view.name} ${random.uint32().toString(16)}`,
  });
  return new WatchedSnapshotStore(options, store);
}

export class WatchedSnapshotStore implements SnapshotStore {
  readonly #options: SnapshotOptions;
  readonly #store: MemorySnapshotStore;

  constructor(options: SnapshotOptions, store: MemorySnapshotStore) {
    this.#options = options;
    this.#store = store;
  }

  load(): Promise<readonly SnapshotMeta[]> {
    return this.#store.load();
  }

  take(base: LogBase, calls: { begun(): void; done(snapshot: SnapshotMeta | null): void }): void {
    const { view, rules, chat, world, guard } = this.#options;
    // A harmed state is copied as any other; nobody else may ever get it.
    rules.taken(view, base, guard.isHarmed ? null : chat.hash());
    this.#store.take(base, {
      begun: calls.begun,
      done: (snapshot) => {
        world.tally.add("snapshots taken");
        calls.done(snapshot);
      },
    });
  }

  restore(id: string, done: () => void): void {
    const { view, rules, chat, world, guard, onRestored } = this.#options;
    const base = view.snapshots.whole.find((one) => one.id === id)?.base;
    this.#store.restore(id, () => {
      if (base !== undefined) rules.restored(view, base, chat.hash());
      must(!isHarmed(chat.serialize()), `${view.name} is given no harmed state`);
      guard.restored();
      world.tally.add("snapshots restored");
      onRestored();
      done();
    });
  }

  read(
    id: string,
    offset: number,
    maxBytes: number,
    done: (part: SnapshotPart | null) => void,
  ): void {
    this.#store.read(id, offset, maxBytes, done);
  }

  write(
    snapshot: SnapshotMeta,
    offset: number,
    part: SnapshotPart,
    done: (isSound: boolean) => void,
  ): void {
    this.#store.write(snapshot, offset, part, done);
  }

  finish(snapshot: SnapshotMeta, done: (isSound: boolean) => void): void {
    this.#store.finish(snapshot, (isSound) => {
      // Nothing corrupts a message or a file in these worlds.
      must(isSound, `${this.#options.view.name} has received what was offered`);
      done(isSound);
    });
  }

  drop(ids: readonly string[]): void {
    const { view, rules, world } = this.#options;
    this.#store.drop(ids);
    world.tally.add("snapshots dropped", ids.length);
    rules.checkCovered(view);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /** The process dies. */
  kill(): void {
    this.#store.kill();
  }
}
