/**
 * A file that does nothing but take up room. When the disk is full after all it is given back, so that the next start
 * can write its term, its vote and what compaction needs: else five full disks would leave no voter (raft.md §3).
 */
import { open, rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { rmSync, statSync } from "node:fs";

import { LIMITS } from "../limits.ts";

export interface DiskReserve {
  /** The room is held. */
  isWhole(): boolean;
  /** Resolves with whether the room is held now; false when the disk has it no more. One call at a time. */
  fill(): Promise<boolean>;
  /** Gives the room back; at once, for a process that is about to end. Never throws. */
  free(): void;
}

export class FileReserve implements DiskReserve {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  isWhole(): boolean {
    const found = statSync(this.#path, { throwIfNoEntry: false });
    return found !== undefined && found.size >= LIMITS.reserveFileBytes;
  }

  async fill(): Promise<boolean> {
    const draft = `${this.#path}.new`;
    try {
      const file = await open(draft, "w", 0o600);
      try {
        // Chance, because some file systems store nothing for zeros.
        await file.writeFile(randomBytes(LIMITS.reserveFileBytes));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.#path);
      return true;
    } catch {
      // Whatever it was, there is no reserve, and the stores will meet the same disk and say so.
      await rm(draft, { force: true }).catch(() => undefined);
      return false;
    }
  }

  free(): void {
    try {
      rmSync(this.#path, { force: true });
      rmSync(`${this.#path}.new`, { force: true });
    } catch {
      // A disk that cannot even remove a file has no room to give back.
    }
  }
}
