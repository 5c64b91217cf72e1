/**
 * A folder as a disk sees it: what is durable of each file and of the names, and what was written and not synced. From it
 * come the folders that a power cut at this moment may leave. POSIX promises no more than this: unsynced pieces of a file
 * reach the disk in any order or not at all; names change in order, and are durable once the folder was synced.
 */
import type { Random } from "../src/raft/random.ts";

/** Names to contents. */
export type Folder = ReadonlyMap<string, Buffer>;

/** What becomes of the unsynced: all of it (a killed process), none, or pieces of so many bytes by chance. */
export type Fate =
  | { readonly kind: "kept" }
  | { readonly kind: "lost" }
  | { readonly kind: "torn"; readonly random: Random; readonly pieceBytes: number };

type Change =
  | { readonly kind: "write"; readonly offset: number; readonly data: Buffer }
  | { readonly kind: "resize"; readonly size: number };

export interface CrashFile {
  durable: Buffer;
  pending: Change[];
}

type NameChange = (names: Map<string, CrashFile>) => void;

export class CrashDisk {
  readonly #names: Map<string, CrashFile>;
  readonly #durableNames: Map<string, CrashFile>;
  #pendingNames: NameChange[] = [];

  /** Everything in it is durable. */
  constructor(folder: Folder) {
    this.#names = new Map([...folder].map(([name, durable]) => [name, { durable, pending: [] }]));
    this.#durableNames = new Map(this.#names);
  }

  file(name: string): CrashFile | undefined {
    return this.#names.get(name);
  }

  create(name: string): CrashFile {
    const file: CrashFile = { durable: Buffer.alloc(0), pending: [] };
    this.#rename((names) => names.set(name, file));
    return file;
  }

  unlink(name: string): void {
    this.#rename((names) => names.delete(name));
  }

  rename(from: string, to: string): void {
    const file = this.#names.get(from);
    if (file === undefined) return;
    this.#rename((names) => {
      names.delete(from);
      names.set(to, file);
    });
  }

  /** How many changes of names are not durable. */
  get unsyncedNames(): number {
    return this.#pendingNames.length;
  }

  /** The first `count` changes of names are durable. */
  syncNames(count: number): void {
    for (const change of this.#pendingNames.splice(0, count)) change(this.#durableNames);
  }

  /** The folder that a power cut leaves. */
  after(fate: Fate): Folder {
    const names = new Map(this.#durableNames);
    const count = this.#pendingNames.length;
    const kept =
      fate.kind === "kept" ? count : fate.kind === "lost" ? 0 : fate.random.below(count + 1);
    for (const change of this.#pendingNames.slice(0, kept)) change(names);
    return new Map([...names].map(([name, file]) => [name, contentAfter(file, fate)]));
  }

  #rename(change: NameChange): void {
    change(this.#names);
    this.#pendingNames.push(change);
  }
}

/** The first `count` pending changes are on the disk for good. */
export function syncFile(file: CrashFile, count: number): void {
  file.durable = applied(file.durable, file.pending.splice(0, count));
}

function contentAfter({ durable, pending }: CrashFile, fate: Fate): Buffer {
  if (pending.length === 0 || fate.kind === "lost") return durable;
  if (fate.kind === "kept") return applied(durable, pending);
  return applied(durable, pending.flatMap(shredder(fate.random, fate.pieceBytes, pending.length)));
}

/**
 * Either what was written first is there and the next is torn, as when a disk works in order; or any pieces are there and
 * any are missing. Few, half or most of them: each leaves folders of another kind.
 */
function shredder(random: Random, pieceBytes: number, count: number) {
  const isInOrder = random.below(3) === 0;
  const whole = random.below(count + 1);
  const perCent = [10, 50, 90][random.below(3)] ?? 50;
  return (change: Change, position: number): readonly Change[] => {
    if (isInOrder && position < whole) return [change];
    if (isInOrder && position > whole) return [];
    if (change.kind === "resize") return random.below(2) === 0 ? [change] : [];
    return piecesOf(change, pieceBytes).filter(() => random.below(100) < perCent);
  };
}

/** Cut where the disk's pieces begin, not where the write did. */
function piecesOf(write: Extract<Change, { kind: "write" }>, pieceBytes: number): Change[] {
  const { offset, data } = write;
  const pieces: Change[] = [];
  for (let at = 0; at < data.length;) {
    const end = Math.min(data.length, at + pieceBytes - ((offset + at) % pieceBytes));
    pieces.push({ kind: "write", offset: offset + at, data: data.subarray(at, end) });
    at = end;
  }
  return pieces;
}

function applied(content: Buffer, changes: readonly Change[]): Buffer {
  let size = content.length;
  let capacity = size;
  for (const change of changes) {
    size =
      change.kind === "resize" ? change.size : Math.max(size, change.offset + change.data.length);
    capacity = Math.max(capacity, size);
  }
  const bytes = Buffer.alloc(capacity);
  content.copy(bytes);
  for (const change of changes) {
    if (change.kind === "write") change.data.copy(bytes, change.offset);
    else bytes.fill(0, change.size);
  }
  return bytes.subarray(0, size);
}
