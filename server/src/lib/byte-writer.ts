/** Builds a byte string front to back. Numbers are unsigned integers up to 2^53 - 1 in LEB128 (7 bits a byte, lowest first). */
import { assert } from "./assert.ts";

const FIRST_CAPACITY_BYTES = 256;
/** Up to here all writers share one buffer, and what was written is copied out of it: small copies are cheaper than buffers. */
const SHARED_BYTES = 1024;
const encoder = new TextEncoder();

/** Null while a writer has it. */
let shared: Uint8Array | null = null;

export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** `capacity`: the expected length; more grows by doubling. */
  constructor(capacity = FIRST_CAPACITY_BYTES) {
    if (capacity > SHARED_BYTES) this.#bytes = new Uint8Array(capacity);
    else {
      this.#bytes = shared ?? new Uint8Array(SHARED_BYTES);
      shared = null;
    }
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  flag(value: boolean): void {
    this.byte(value ? 1 : 0);
  }

  uint(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, "only unsigned integers are written");
    let rest = value;
    // Division, not shifts: the operands of a shift are cut to 32 bits.
    while (rest >= 0x80) {
      this.byte((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** Bytes without their length: the reader must know it, or they come last. */
  raw(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Length, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.uint(bytes.length);
    this.raw(bytes);
  }

  text(text: string): void {
    if (!isShortAscii(text)) return this.bytes(encoder.encode(text));
    this.byte(text.length);
    for (let at = 0; at < text.length; at += 1) this.byte(text.charCodeAt(at));
  }

  /** What was written. The writer must not be used afterwards. */
  finish(): Uint8Array {
    const bytes = this.#bytes;
    if (bytes.length !== SHARED_BYTES) return bytes.subarray(0, this.#length);
    shared = bytes;
    return bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Ids and nonces: their bytes are their characters, and their length is one byte. */
function isShortAscii(text: string): boolean {
  if (text.length > 0x7f) return false;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}
