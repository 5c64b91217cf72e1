import { LIMITS } from "../limits.ts";
import type { DiskReserve } from "./disk-reserve.ts";

/** A disk of a few numbers, for tests. */
export interface MemoryRoom {
  freeBytes: number;
}

/** The twin of FileReserve. */
export class MemoryReserve implements DiskReserve {
  readonly #room: MemoryRoom;
  #isWhole = false;

  constructor(room: MemoryRoom) {
    this.#room = room;
  }

  isWhole(): boolean {
    return this.#isWhole;
  }

  fill(): Promise<boolean> {
    if (!this.#isWhole && this.#room.freeBytes >= LIMITS.reserveFileBytes) {
      this.#room.freeBytes -= LIMITS.reserveFileBytes;
      this.#isWhole = true;
    }
    return Promise.resolve(this.#isWhole);
  }

  free(): void {
    if (this.#isWhole) this.#room.freeBytes += LIMITS.reserveFileBytes;
    this.#isWhole = false;
  }
}
