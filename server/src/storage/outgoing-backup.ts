/**
 * A backup as it leaves a node: the bytes of a snapshot file, part by part, at the pace of whoever takes them. Each part is
 * compared with its sum from when it was written.
 */
import { crc32 } from "node:zlib";

import type { SnapshotPart } from "../raft/types.ts";
import { encodeTail, type SnapshotTail } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";

export interface BackupSource {
  readonly tail: SnapshotTail;
  /** At most `maxBytes` of the state from `offset` on; null when they are not to be had. */
  read(offset: number, maxBytes: number): Promise<SnapshotPart | null>;
}

/** Of the whole file. */
export function backupBytes(tail: SnapshotTail): number {
  return tail.description.snapshot.size + encodeTail(tail).length;
}

/** Throws UnsoundSnapshot in the middle: what was given out then lacks its end, and no reader takes it for a backup. */
export async function* backupParts({ tail, read }: BackupSource): AsyncGenerator<Uint8Array> {
  const { chunkBytes, snapshot } = tail.description;
  for (const [number, sum] of tail.sums.entries()) {
    const offset = number * chunkBytes;
    const data = await wholeChunk(offset, Math.min(chunkBytes, snapshot.size - offset), read);
    if (crc32(data) !== sum) throw new UnsoundSnapshot(`its bytes from ${offset} on are damaged`);
    yield data;
  }
  yield encodeTail(tail);
}

async function wholeChunk(
  offset: number,
  size: number,
  read: BackupSource["read"],
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let filled = 0; filled < size;) {
    const part = await read(offset + filled, size - filled);
    if (part === null || part.data.length === 0)
      throw new UnsoundSnapshot(`its bytes from ${offset + filled} on cannot be read`);
    parts.push(part.data);
    filled += part.data.length;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
