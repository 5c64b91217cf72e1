/**
 * The gRPC messages in the bytes that a process wrote to a socket, read as they went: HTTP/2 frames, and in those of data
 * messages with a length before each. Begins at a frame or at the preface of a connection. Nothing here is compressed.
 */

const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const FRAME_HEADER_BYTES = 9;
const MESSAGE_HEADER_BYTES = 5;
const DATA_FRAME = 0;

export class Http2Messages {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #streams = new Map<number, Buffer>();

  /** The messages that are whole with these bytes. */
  take(bytes: Buffer): readonly Buffer[] {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    if (this.#bytes.subarray(0, PREFACE.length).equals(PREFACE)) this.#skip(PREFACE.length);
    const messages: Buffer[] = [];
    while (this.#bytes.length >= FRAME_HEADER_BYTES) {
      const end = FRAME_HEADER_BYTES + this.#bytes.readUIntBE(0, 3);
      if (this.#bytes.length < end) break;
      const stream = this.#bytes.readUInt32BE(5);
      if (this.#bytes[3] === DATA_FRAME)
        messages.push(...this.#data(stream, this.#bytes.subarray(FRAME_HEADER_BYTES, end)));
      this.#skip(end);
    }
    return messages;
  }

  #data(stream: number, part: Buffer): readonly Buffer[] {
    let bytes = Buffer.concat([this.#streams.get(stream) ?? Buffer.alloc(0), part]);
    const messages: Buffer[] = [];
    while (bytes.length >= MESSAGE_HEADER_BYTES) {
      const end = MESSAGE_HEADER_BYTES + bytes.readUInt32BE(1);
      if (bytes.length < end) break;
      messages.push(bytes.subarray(MESSAGE_HEADER_BYTES, end));
      bytes = bytes.subarray(end);
    }
    this.#streams.set(stream, bytes);
    return messages;
  }

  #skip(count: number): void {
    this.#bytes = this.#bytes.subarray(count);
  }
}
