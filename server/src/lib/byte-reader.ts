/** Reads what a ByteWriter wrote and believes nothing: every length and number is checked before it is used. */

/** Bytes that no sound program of a version we know wrote: truncated, hostile, or from the future. */
export class MalformedBytes extends Error {
  override readonly name = "MalformedBytes";
  readonly code = "MALFORMED_BYTES";
}

/** Up to here it is quicker to put ASCII together than to ask a decoder. */
const SHORT_TEXT_BYTES = 32;
const decoder = new TextDecoder("utf-8", { fatal: true });

export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    // Views of a Buffer would be Buffers, whose slice() is not a copy.
    this.#bytes =
      bytes.constructor === Uint8Array
        ? bytes
        : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  byte(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined) throw new MalformedBytes("the bytes end too early");
    this.#position += 1;
    return value;
  }

  flag(): boolean {
    const value = this.byte();
    if (value > 1) throw new MalformedBytes(`a flag is 0 or 1, not ${value}`);
    return value === 1;
  }

  /** An unsigned integer up to 2^53 - 1, in its shortest form only, so that equal values have equal bytes. */
  uint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new MalformedBytes("a number is too large");
      if (byte < 0x80) {
        if (byte === 0 && scale > 1)
          throw new MalformedBytes("a number is not in its shortest form");
        return value;
      }
      scale *= 0x80;
      if (scale > Number.MAX_SAFE_INTEGER) throw new MalformedBytes("a number is too long");
    }
  }

  /** Four bytes, the highest first. */
  uint32(): number {
    const high = this.byte() * 0x100 + this.byte();
    return (high * 0x100 + this.byte()) * 0x100 + this.byte();
  }

  /** A view of the next `count` bytes: no copy. */
  raw(count: number): Uint8Array {
    if (count > this.remaining) throw new MalformedBytes("a length points past the end");
    const view = this.#bytes.subarray(this.#position, this.#position + count);
    this.#position += count;
    return view;
  }

  /** Length, then the bytes, as a view. */
  bytes(): Uint8Array {
    return this.raw(this.uint());
  }

  text(maxBytes: number): string {
    const length = this.uint();
    if (length > maxBytes) throw new MalformedBytes(`a text is longer than ${maxBytes} bytes`);
    const ascii = length > SHORT_TEXT_BYTES ? null : this.#ascii(length);
    if (ascii !== null) return ascii;
    try {
      return decoder.decode(this.raw(length));
    } catch (cause) {
      throw new MalformedBytes("a text is not UTF-8", { cause });
    }
  }

  /** Null, and nothing is read, if the next `length` bytes are not all there or not all of them ASCII. */
  #ascii(length: number): string | null {
    const end = this.#position + length;
    let text = "";
    for (let at = this.#position; at < end; at += 1) {
      const byte = this.#bytes[at];
      if (byte === undefined || byte > 0x7f) return null;
      text += String.fromCharCode(byte);
    }
    this.#position = end;
    return text;
  }

  /** Nothing may follow. */
  end(): void {
    if (this.remaining !== 0) throw new MalformedBytes(`${this.remaining} bytes too many`);
  }
}
