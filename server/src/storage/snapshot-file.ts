/** Looks at a snapshot file and never writes: what it says of itself, and whether its bytes are those that were written. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import {
  decodeDescription,
  decodeFooter,
  decodeTail,
  FOOTER_BYTES,
  tailBytes,
} from "./snapshot-format.ts";
import type { SnapshotTail } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";

export class SnapshotFile {
  readonly path: string;
  readonly tail: SnapshotTail;
  readonly #descriptor: number;

  /** Reads what the file says of itself. Throws UnsoundSnapshot, or an error of the file system. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, "r");
    try {
      this.tail = readTail(this.#descriptor);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get sizeBytes(): number {
    return this.tail.description.snapshot.size;
  }

  /** One chunk of the state, compared with the sum from when it was written. Throws UnsoundSnapshot. */
  chunk(number: number): { readonly data: Uint8Array; readonly sum: number } {
    const { chunkBytes } = this.tail.description;
    const start = number * chunkBytes;
    const data = readAt(this.#descriptor, start, Math.min(chunkBytes, this.sizeBytes - start));
    const sum = crc32(data);
    if (sum !== this.tail.sums[number])
      throw new UnsoundSnapshot(`its bytes from ${start} on are damaged`);
    return { data, sum };
  }

  /**
   * Every chunk in turn, then the whole. Throws UnsoundSnapshot at the first that is damaged; whoever asks for the next
   * chunk sets the pace.
   */
  *chunks(): Generator<Uint8Array, void> {
    let whole = 0;
    for (let number = 0; number < this.tail.sums.length; number += 1) {
      const { data } = this.chunk(number);
      whole = crc32(data, whole);
      yield data;
    }
    if (whole !== this.tail.description.snapshot.sum)
      throw new UnsoundSnapshot("its parts are sound but the whole is not");
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** What a snapshot file says of itself; its state is not read. Throws UnsoundSnapshot, or an error of the file system. */
export function describeSnapshotFile(path: string): SnapshotTail {
  const file = new SnapshotFile(path);
  file.close();
  return file.tail;
}

/** Reads all of it at once. Throws UnsoundSnapshot unless every byte is as it was written. */
export function checkSnapshotFile(path: string): SnapshotTail {
  const file = new SnapshotFile(path);
  try {
    const chunks = file.chunks();
    while (chunks.next().done !== true);
  } finally {
    file.close();
  }
  return file.tail;
}

/** The file must have exactly the size that follows from its description: nothing announced is believed before. */
function readTail(descriptor: number): SnapshotTail {
  const fileBytes = fstatSync(descriptor).size;
  if (fileBytes < FOOTER_BYTES) throw new UnsoundSnapshot(`it has only ${fileBytes} bytes`);
  const footer = decodeFooter(readAt(descriptor, fileBytes - FOOTER_BYTES, FOOTER_BYTES));
  const { descriptionBytes } = footer;
  const descriptionAt = fileBytes - FOOTER_BYTES - descriptionBytes;
  if (descriptionAt < 0) throw new UnsoundSnapshot("it is smaller than its description");
  const description = decodeDescription(readAt(descriptor, descriptionAt, descriptionBytes));
  const behindBytes = tailBytes(description, footer);
  if (description.snapshot.size + behindBytes !== fileBytes)
    throw new UnsoundSnapshot(`it has ${fileBytes} bytes, which is not what it describes`);
  const bytes = behindBytes - FOOTER_BYTES;
  return decodeTail(readAt(descriptor, description.snapshot.size, bytes), footer);
}

/** Exactly so many bytes. */
export function readAt(descriptor: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const read = readSync(descriptor, bytes, done, length - done, position + done);
    if (read === 0) throw new UnsoundSnapshot("it ends too early");
    done += read;
  }
  return bytes;
}
