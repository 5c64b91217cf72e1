/** A snapshot file under another description: its state byte by byte, compared on the way and read back at the end. */
import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

import { assert } from "../lib/assert.ts";
import { syncFolder } from "./durable-files.ts";
import { checkSnapshotFile, SnapshotFile } from "./snapshot-file.ts";
import { encodeTail, type SnapshotDescription, type SnapshotTail } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";

const UNSYNCED_BYTES = 16 * 1024 * 1024;
const MODE = 0o600;

/** `expected`: what was found in `from` when it was checked. Durable at the end. Throws UnsoundSnapshot. */
export function copySnapshot(
  from: string,
  to: string,
  expected: SnapshotTail,
  description: SnapshotDescription,
): void {
  assert(
    description.snapshot.size === expected.description.snapshot.size,
    "another description is of the same state",
  );
  const source = new SnapshotFile(from);
  const descriptor = openSync(to, "wx", MODE);
  try {
    const { sums } = source.tail;
    if (sums.length !== expected.sums.length || sums.some((sum, at) => sum !== expected.sums[at]))
      throw new UnsoundSnapshot("it changed while it was read");
    let unsynced = 0;
    for (const chunk of source.chunks()) {
      writeAll(descriptor, chunk);
      unsynced += chunk.length;
      if (unsynced < UNSYNCED_BYTES) continue;
      fdatasyncSync(descriptor);
      unsynced = 0;
    }
    writeAll(descriptor, encodeTail({ description, sums }));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    source.close();
  }
  syncFolder(dirname(to));
  checkSnapshotFile(to);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}
