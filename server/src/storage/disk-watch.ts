/**
 * How much room the disk of a node's folder has left. Looked at every second, off the loop and never twice at once: a
 * disk that hangs answers late, and then the last answer stands.
 *
 *   roomy ── below diskReserveBytes ──▶ full ── above diskRoomBytes ──▶ roomy
 */
import { statfs } from "node:fs/promises";

import { LIMITS } from "../limits.ts";
import type { Clock, DiskRoom } from "../ports.ts";
import type { DiskReserve } from "./disk-reserve.ts";

export interface DiskWatchOptions {
  readonly clock: Pick<Clock, "after">;
  readonly reserve: DiskReserve;
  /** Resolves with the free bytes; rejects when nobody can tell. */
  measure(): Promise<number>;
  /** It became full, or roomy again. */
  changed(room: DiskRoom): void;
}

export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #room: DiskRoom = { freeBytes: null, isFull: false };
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  get room(): DiskRoom {
    return this.#room;
  }

  /** Resolves after the first look; later ones follow by themselves. */
  async start(): Promise<void> {
    await this.#look();
    if (this.#isClosed) return;
    this.#cancel = this.#options.clock.after(LIMITS.diskLookMs, () => void this.start());
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const freeBytes = await this.#options.measure().catch(() => null);
    // A file system that cannot be asked is not full; what is wrong with it, the stores will meet.
    if (freeBytes === null || this.#isClosed) return;
    const isFull = isFullNow(this.#room.isFull, freeBytes);
    const hasChanged = isFull !== this.#room.isFull;
    this.#room = { freeBytes, isFull };
    if (hasChanged) this.#options.changed(this.#room);
    const { reserve } = this.#options;
    // Only from plenty: filling it must not be what makes the disk full.
    const hasPlenty = freeBytes >= LIMITS.diskRoomBytes + LIMITS.reserveFileBytes;
    if (hasPlenty && !reserve.isWhole()) await reserve.fill();
  }
}

function isFullNow(wasFull: boolean, freeBytes: number): boolean {
  return freeBytes < (wasFull ? LIMITS.diskRoomBytes : LIMITS.diskReserveBytes);
}

/** What an ordinary user may still write below `folder`. */
export async function freeBytesAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
