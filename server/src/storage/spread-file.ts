/** A large file written front to back and synced in small doses: one sync of all of it would hold up those of the log. */
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from "node:fs";
import { LIMITS } from "../limits.ts";

export class SpreadFile {
  readonly #descriptor: number;
  #sizeBytes = 0;
  #unsyncedBytes = 0;

  /** Makes the file, or empties it. */
  constructor(path: string) {
    this.#descriptor = openSync(path, "w");
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  append(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#descriptor, bytes, done, bytes.length - done);
    this.#sizeBytes += bytes.length;
    this.#unsyncedBytes += bytes.length;
    if (this.#unsyncedBytes < LIMITS.snapshotUnsyncedBytes) return;
    fdatasyncSync(this.#descriptor);
    this.#unsyncedBytes = 0;
  }

  /** All of it is durable, its name aside. */
  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Makes durable what others have written into the file so far. */
export function syncData(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
