/**
 * The mark on disk: two slots in blocks of their own. What was synced last is never written over, so a power cut
 * leaves at least that one. An error is final, as for the log.
 */
import {
  closeSync,
  constants,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { crashPoint } from "./crash-points.ts";
import { fromTheFuture, isMissing, syncFolder } from "./durable-files.ts";
import type { LogOwner } from "./log-owner.ts";
import { FIRST_MARK, type Mark } from "./mark.ts";
import {
  decodeSlot,
  encodeSlot,
  MARK_VERSION,
  type ReadSlot,
  type Slot,
  SLOT_BYTES,
} from "./mark-codec.ts";

/** Only for the owner: it stands beside keys and messages. */
const MODE = 0o600;
const FILE_BYTES = 2 * SLOT_BYTES;

export type MarkReading =
  | { readonly kind: "missing" }
  /** Neither slot can be read: what this member promised is not known. */
  | { readonly kind: "unreadable" }
  | ({ readonly kind: "read" } & Slot);

export function markPathOf(logPath: string): string {
  return join(dirname(logPath), "mark");
}

/** Reads and never writes. Throws FolderRefusal when a later version wrote it. */
export function readMark(path: string): MarkReading {
  const slots = readSlots(path);
  if (slots === null) return { kind: "missing" };
  const newest = newestOf(slots, path);
  if (newest === null) return { kind: "unreadable" };
  return { kind: "read", ...newest.slot };
}

export class MarkFile {
  readonly #descriptor: number;
  readonly #buffer = Buffer.alloc(SLOT_BYTES);
  readonly #owner: LogOwner | null;
  #current: Mark;
  #sequence: number;
  /** Where the newest synced mark is. */
  #syncedSlot: number;
  #isSynced = true;

  /** Of a file that readMark could read. */
  constructor(path: string) {
    const newest = newestOf(readSlots(path) ?? [], path);
    if (newest === null) throw new Error(`the mark ${path} can no longer be read`);
    this.#descriptor = openSync(path, "r+");
    this.#current = newest.slot.mark;
    this.#owner = newest.slot.owner;
    this.#sequence = newest.slot.sequence;
    this.#syncedSlot = newest.position;
    // What a killed process left may be in the kernel alone, and the other slot is about to be written over.
    fdatasyncSync(this.#descriptor);
  }

  get current(): Mark {
    return this.#current;
  }

  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Survives the process from here on, but no power cut before `sync`. */
  write(mark: Mark): void {
    this.#sequence += 1;
    encodeSlot(this.#buffer, { sequence: this.#sequence, mark, owner: this.#owner });
    const position = (1 - this.#syncedSlot) * SLOT_BYTES;
    const written = writeSync(this.#descriptor, this.#buffer, 0, SLOT_BYTES, position);
    if (written !== SLOT_BYTES) throw new Error("the mark was written in part only");
    this.#current = mark;
    this.#isSynced = false;
    crashPoint("mark:written");
  }

  sync(): void {
    if (this.#isSynced) return;
    fdatasyncSync(this.#descriptor);
    this.#syncedSlot = 1 - this.#syncedSlot;
    this.#isSynced = true;
    crashPoint("mark:synced");
  }

  writeDurably(mark: Mark): void {
    this.write(mark);
    this.sync();
  }

  close(): void {
    this.sync();
    this.abandon();
  }

  /** After an error: what could not be synced once is not tried again. */
  abandon(): void {
    closeSync(this.#descriptor);
  }
}

/** Both slots have their place on the disk when the file appears under its name. */
export function createMark(
  path: string,
  mark: Mark = FIRST_MARK,
  owner: LogOwner | null = null,
): void {
  const bytes = Buffer.alloc(FILE_BYTES);
  encodeSlot(bytes.subarray(0, SLOT_BYTES), { sequence: 1, mark, owner });
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, "w", MODE);
  try {
    writeSync(descriptor, bytes);
    crashPoint("mark:draft-written");
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  crashPoint("mark:draft-synced");
  renameSync(temporary, path);
  crashPoint("mark:created");
  syncFolder(dirname(path));
}

function readSlots(path: string): readonly ReadSlot[] | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(FILE_BYTES);
    const size = readSync(descriptor, bytes, 0, FILE_BYTES, 0);
    // A slot that is there in part only fails its check.
    return [0, 1].map((position) =>
      size <= position * SLOT_BYTES
        ? "unreadable"
        : decodeSlot(bytes.subarray(position * SLOT_BYTES, (position + 1) * SLOT_BYTES)),
    );
  } finally {
    closeSync(descriptor);
  }
}

function newestOf(
  slots: readonly ReadSlot[],
  path: string,
): { readonly slot: Slot; readonly position: number } | null {
  let newest: { slot: Slot; position: number } | null = null;
  for (const [position, slot] of slots.entries()) {
    if (typeof slot === "string") continue;
    if ("version" in slot) throw fromTheFuture(path, slot.version, MARK_VERSION);
    if (newest === null || slot.sequence > newest.slot.sequence) newest = { slot, position };
  }
  return newest;
}
