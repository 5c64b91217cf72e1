/**
 * A hash of a set of rows that can be kept up to date row by row: the sum of the rows' hashes. Equal content
 * gives equal sums, whatever the order of the writes and however they were cut into transactions. Finds
 * nodes that differ; it does not resist somebody who can choose rows freely.
 */
import { hash } from "node:crypto";
import type { Brand } from "../lib/brand.ts";

const LANES = 4;
const BYTES_PER_LANE = 4;
const SIZE_BYTES = LANES * BYTES_PER_LANE;

/** What one row adds to the sum: sha256 of its content, one character a byte. */
export type RowDigest = Brand<string, "RowDigest">;

export function digestOf(content: string): RowDigest {
  return hash("sha256", content, "binary") as RowDigest;
}

export class StateHash {
  readonly #lanes = new Uint32Array(LANES);

  static fromBytes(bytes: Uint8Array): StateHash {
    const result = new StateHash();
    const view = new DataView(bytes.buffer, bytes.byteOffset, SIZE_BYTES);
    for (let lane = 0; lane < LANES; lane += 1)
      result.#lanes[lane] = view.getUint32(lane * BYTES_PER_LANE);
    return result;
  }

  add(digest: RowDigest): void {
    this.#fold(digest, 1);
  }

  subtract(digest: RowDigest): void {
    this.#fold(digest, -1);
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(SIZE_BYTES);
    const view = new DataView(bytes.buffer);
    for (let lane = 0; lane < LANES; lane += 1)
      view.setUint32(lane * BYTES_PER_LANE, this.#lanes[lane] ?? 0);
    return bytes;
  }

  toHex(): string {
    return Buffer.from(this.toBytes()).toString("hex");
  }

  /** Each lane counts modulo 2^32 by itself: the typed array wraps. */
  #fold(digest: RowDigest, sign: 1 | -1): void {
    for (let lane = 0; lane < LANES; lane += 1) {
      const at = lane * BYTES_PER_LANE;
      const value =
        digest.charCodeAt(at) * 0x1000000 +
        digest.charCodeAt(at + 1) * 0x10000 +
        digest.charCodeAt(at + 2) * 0x100 +
        digest.charCodeAt(at + 3);
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + sign * value;
    }
  }
}
