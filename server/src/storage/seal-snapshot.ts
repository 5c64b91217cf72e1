/**
 * Makes a snapshot of a file that holds a state: puts behind it what it is, makes that durable, and reads all of it again.
 * The sums are of the bytes as they were when the state in them had been looked at.
 */
import { closeSync, fstatSync, fsyncSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { assert } from "../lib/assert.ts";
import { crashPoint } from "./crash-points.ts";
import type { Pace } from "../lib/pace.ts";
import type { LogBase, SnapshotMeta } from "../raft/types.ts";
import { readAt, SnapshotFile } from "./snapshot-file.ts";
import { CHUNK_BYTES, encodeTail } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";

export interface SealOptions {
  readonly id: string;
  readonly base: LogBase;
  readonly clusterId: string;
  readonly stateHash: string;
  readonly pace: Pick<Pace, "spent">;
  /** What another node said of these bytes. */
  readonly offered?: SnapshotMeta;
}

/** `path`: the state and nothing else. Throws UnsoundSnapshot when it is not what was offered, or does not read back. */
export async function sealSnapshot(path: string, options: SealOptions): Promise<SnapshotMeta> {
  const snapshot = await describe(path, options);
  crashPoint("snapshot:synced");
  const file = new SnapshotFile(path);
  try {
    for (const chunk of file.chunks()) await options.pace.spent(chunk.length);
  } finally {
    file.close();
  }
  crashPoint("snapshot:verified");
  return snapshot;
}

async function describe(path: string, options: SealOptions): Promise<SnapshotMeta> {
  const { id, base, clusterId, stateHash, offered } = options;
  const descriptor = openSync(path, "r+");
  try {
    const size = fstatSync(descriptor).size;
    assert(size > 0, "a state has bytes");
    const { sums, sum } = await sumsOf(descriptor, size, options.pace);
    if (offered !== undefined && (offered.size !== size || offered.sum !== sum))
      throw new UnsoundSnapshot("the whole is not what was offered");
    const snapshot: SnapshotMeta = { id, base, size, sum };
    const description = {
      snapshot,
      clusterId,
      stateHash,
      madeMs: Date.now(),
      chunkBytes: CHUNK_BYTES,
    };
    writeAll(descriptor, encodeTail({ description, sums }), size);
    crashPoint("snapshot:described");
    fsyncSync(descriptor);
    return snapshot;
  } finally {
    closeSync(descriptor);
  }
}

async function sumsOf(descriptor: number, size: number, pace: Pick<Pace, "spent">) {
  const sums: number[] = [];
  let sum = 0;
  for (let at = 0; at < size; at += CHUNK_BYTES) {
    const chunk = readAt(descriptor, at, Math.min(CHUNK_BYTES, size - at));
    sums.push(crc32(chunk));
    sum = crc32(chunk, sum);
    await pace.spent(chunk.length);
  }
  return { sums, sum };
}

function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
}
