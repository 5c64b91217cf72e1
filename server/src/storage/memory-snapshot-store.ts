/**
 * The snapshot store's twin in memory, for simulation and tests: whole snapshots outlive the process, what is half
 * made or half received does not. Deterministic: all timing comes from the clock and the latency given.
 */
import { crc32 } from "node:zlib";
import { assert } from "../lib/assert.ts";
import type { Clock, SnapshotStore } from "../ports.ts";
import type { LogBase, SnapshotMeta, SnapshotPart } from "../raft/types.ts";

/** The state machine beside it: what a copy is taken of, and what it goes back into. */
export interface CopiedState {
  copy(): Uint8Array;
  restore(copy: Uint8Array): void;
}

interface Whole {
  readonly snapshot: SnapshotMeta;
  bytes: Uint8Array;
}

export class MemorySnapshotDisk {
  readonly #whole = new Map<string, Whole>();

  /** Oldest first. */
  get whole(): readonly SnapshotMeta[] {
    const all = [...this.#whole.values()].map(({ snapshot }) => snapshot);
    return all.toSorted((one, other) => one.base.index - other.base.index);
  }

  bytesOf(id: string): Uint8Array | null {
    return this.#whole.get(id)?.bytes ?? null;
  }

  put(snapshot: SnapshotMeta, bytes: Uint8Array): void {
    this.#whole.set(snapshot.id, { snapshot, bytes });
  }

  drop(id: string): void {
    this.#whole.delete(id);
  }

  /** Flips a bit: found when it is loaded next, or by whoever receives it. */
  rot(id: string): void {
    const whole = this.#whole.get(id);
    if (whole === undefined) return;
    whole.bytes = whole.bytes.slice();
    whole.bytes[0] = (whole.bytes[0] ?? 0) ^ 1;
  }
}

export interface MemorySnapshotStoreOptions {
  readonly disk: MemorySnapshotDisk;
  readonly clock: Pick<Clock, "after">;
  /** How long the next request takes, ms. */
  readonly latencyMs: (what: "write" | "read") => number;
  readonly state: CopiedState;
  /** Of the next snapshot made here; no two in the world are equal. */
  readonly newId: () => string;
}

export class MemorySnapshotStore implements SnapshotStore {
  readonly #options: MemorySnapshotStoreOptions;
  #received: { readonly id: string; bytes: Uint8Array } | null = null;
  #isOver = false;

  constructor(options: MemorySnapshotStoreOptions) {
    this.#options = options;
  }

  load(): Promise<readonly SnapshotMeta[]> {
    const { disk } = this.#options;
    for (const snapshot of disk.whole)
      if (!isSound(snapshot, disk.bytesOf(snapshot.id))) disk.drop(snapshot.id);
    return Promise.resolve(disk.whole);
  }

  take(
    base: LogBase,
    { begun, done }: { begun(): void; done(snapshot: SnapshotMeta | null): void },
  ): void {
    const { state, disk, newId } = this.#options;
    const bytes = state.copy();
    const snapshot = { id: newId(), base, size: bytes.length, sum: crc32(bytes) };
    this.#later("read", () => {
      begun();
      this.#later("write", () => {
        disk.put(snapshot, bytes);
        done(snapshot);
      });
    });
  }

  restore(id: string, done: () => void): void {
    const bytes = this.#options.disk.bytesOf(id);
    assert(bytes !== null, "only a snapshot that is there is restored");
    this.#later("write", () => {
      this.#options.state.restore(bytes);
      done();
    });
  }

  read(
    id: string,
    offset: number,
    maxBytes: number,
    done: (part: SnapshotPart | null) => void,
  ): void {
    const bytes = this.#options.disk.bytesOf(id);
    this.#later("read", () => {
      const data = bytes?.slice(offset, offset + maxBytes) ?? null;
      done(data === null || data.length === 0 ? null : { data, sum: crc32(data) });
    });
  }

  write(
    { id }: SnapshotMeta,
    offset: number,
    { data, sum }: SnapshotPart,
    done: (isSound: boolean) => void,
  ): void {
    if (offset === 0) this.#received = { id, bytes: new Uint8Array(0) };
    const received = this.#received;
    assert(
      received?.id === id && received.bytes.length === offset,
      "parts are written in order, of one snapshot",
    );
    this.#later("write", () => {
      const isGood = crc32(data) === sum;
      if (isGood) received.bytes = Buffer.concat([received.bytes, data]);
      else this.#received = null;
      done(isGood);
    });
  }

  finish(snapshot: SnapshotMeta, done: (isSound: boolean) => void): void {
    const received = this.#received;
    assert(received?.id === snapshot.id, "what is finished was received");
    this.#received = null;
    this.#later("write", () => {
      const isGood = isSound(snapshot, received.bytes);
      if (isGood) this.#options.disk.put(snapshot, received.bytes);
      done(isGood);
    });
  }

  drop(ids: readonly string[]): void {
    for (const id of ids) this.#options.disk.drop(id);
  }

  close(): Promise<void> {
    this.kill();
    return Promise.resolve();
  }

  /** The process dies: nothing is answered any more. */
  kill(): void {
    this.#isOver = true;
  }

  #later(what: "write" | "read", run: () => void): void {
    const { clock, latencyMs } = this.#options;
    clock.after(latencyMs(what), () => {
      if (!this.#isOver) run();
    });
  }
}

function isSound({ size, sum }: SnapshotMeta, bytes: Uint8Array | null): boolean {
  return bytes !== null && bytes.length === size && crc32(bytes) === sum;
}
