/**
 * Subscribers on bare HTTP/2, so that thousands of them cost the machine as little as they can: a stream each, of one node,
 * that is read until it is caught up and from there on only looked through for a marker.
 */
import { type ClientHttp2Session, connect } from "node:http2";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "@parley/proto/es/parley/v1/event_pb.js";

const PATH = "/parley.v1.EventService/Subscribe";
/** gRPC's frame: not compressed, length of the message (big endian). */
const PREFIX_BYTES = 5;
/** Streams of one connection: as few connections as a few dozen browsers share at Envoy. */
const STREAMS_OF_A_SESSION = 100;
/** Streams that are being caught up at once. */
const AT_ONCE = 50;

export interface RawSubscribersOptions {
  /** host:port of the node. */
  readonly address: string;
  /** They take turns. */
  readonly tokens: readonly string[];
  readonly count: number;
}

export class RawSubscribers {
  readonly #sessions: ClientHttp2Session[] = [];
  /** Streams that ended, and why; none should. */
  readonly ended: string[] = [];
  #marker: Buffer | null = null;
  #heard: number[] = [];
  #wanted = 0;
  #done: (times: readonly number[]) => void = () => undefined;

  /** Resolves when all of them are caught up. */
  static async open(options: RawSubscribersOptions): Promise<RawSubscribers> {
    const all = new RawSubscribers();
    for (let first = 0; first < options.count; first += AT_ONCE) {
      const last = Math.min(options.count, first + AT_ONCE);
      const some = Array.from({ length: last - first }, (_, at) => all.#start(options, first + at));
      await Promise.all(some);
    }
    all.#wanted = options.count;
    return all;
  }

  /** Resolves with the moment (performance.now()) at which each subscriber had this text. */
  until(text: string): Promise<readonly number[]> {
    this.#marker = Buffer.from(text);
    this.#heard = [];
    return new Promise((resolve) => (this.#done = resolve));
  }

  close(): void {
    for (const session of this.#sessions) session.destroy();
  }

  async #start({ address, tokens }: RawSubscribersOptions, at: number): Promise<void> {
    const session = await this.#sessionOf(address, at);
    const stream = session.request({
      ":method": "POST",
      ":path": PATH,
      "content-type": "application/grpc",
      te: "trailers",
      authorization: `Bearer ${tokens[at % tokens.length]}`,
    });
    stream.on("error", (error) => void this.ended.push(error.message));
    stream.on("trailers", (trailers) => void this.ended.push(String(trailers["grpc-message"])));
    stream.end(framed(toBinary(SubscribeRequestSchema, create(SubscribeRequestSchema, {}))));
    await caughtUp(stream);
    let heardAt: Buffer | null = null;
    stream.on("data", (chunk: Buffer) => {
      const marker = this.#marker;
      if (marker === null || marker === heardAt || !chunk.includes(marker)) return;
      heardAt = marker;
      this.#heard.push(performance.now());
      if (this.#heard.length === this.#wanted) this.#done(this.#heard);
    });
  }

  async #sessionOf(address: string, at: number): Promise<ClientHttp2Session> {
    const number = Math.floor(at / STREAMS_OF_A_SESSION);
    const known = this.#sessions[number];
    if (known !== undefined) return known;
    const session = connect(`http://${address}`);
    session.on("error", (error) => void this.ended.push(error.message));
    this.#sessions[number] = session;
    return session;
  }
}

/** Leaves the stream flowing, without a listener. */
function caughtUp(stream: NodeJS.ReadableStream): Promise<void> {
  let rest = Buffer.alloc(0);
  return new Promise((resolve) => {
    const read = (chunk: Buffer): void => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= PREFIX_BYTES) {
        const end = PREFIX_BYTES + rest.readUInt32BE(1);
        if (rest.length < end) return;
        const { item } = fromBinary(SubscribeResponseSchema, rest.subarray(PREFIX_BYTES, end));
        rest = rest.subarray(end);
        if (item.case !== "caughtUp") continue;
        stream.off("data", read);
        resolve();
        return;
      }
    };
    stream.on("data", read);
  });
}

function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(PREFIX_BYTES + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}
