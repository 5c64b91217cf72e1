/** From the system calls of a running node: when each text was durable in its log, and what it acknowledged when. */
import { ChannelRequestSchema } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { WriteResponseSchema } from "@parley/proto/es/parley/v1/write_pb.js";
import { fromBinary } from "@bufbuild/protobuf";

import { decodeMessage } from "../src/raft/message-codec.ts";
import type { Index } from "../src/raft/types.ts";
import { Http2Messages } from "./http2-messages.ts";
import type { SystemCall } from "./system-calls.ts";

/** For strace with `-yy`, so that descriptors say what they are. */
export const SYNC_ORDER_CALLS = "write,writev,sendmsg,pwrite64,pwritev,fsync,fdatasync";

export interface Acknowledgement {
  readonly to: "client" | "member";
  /** Everything up to it is on this node's disk, says the node. */
  readonly index: Index;
  /** Position of the call that sent it. */
  readonly sentAt: number;
}

export interface SyncOrder {
  readonly acknowledgements: readonly Acknowledgement[];
  /** Text to the position of the call with which it was durable. */
  readonly durableAt: ReadonlyMap<string, number>;
}

export interface Ports {
  /** Where this node serves clients. */
  readonly client: number;
  /** Where the other members listen for members. */
  readonly members: ReadonlySet<number>;
}

const SOCKET = /<TCP(?:v6)?:\[(.+):(\d+)->(.+):(\d+)\]>$/;
/** As people.ts writes them. */
const TEXT = /\[w\d+-\d+-\d+\]/g;
const WAL = "raft.db-wal";

export function syncOrderOf(calls: readonly SystemCall[], ports: Ports): SyncOrder {
  const acknowledgements: Acknowledgement[] = [];
  const durableAt = new Map<string, number>();
  const sockets = new Map<string, Http2Messages>();
  let written: string[] = [];
  /** Per sync under way: what it is about. */
  const syncs = new Map<number, readonly string[]>();
  for (const [position, call] of calls.entries()) {
    const [descriptor = ""] = call.args;
    const hasEnded = call.result !== null;
    if (fileOf(descriptor) === WAL) {
      if (call.name === "pwrite64" && !hasEnded) written.push(...textsIn(call));
      else if (call.name.endsWith("sync") && !hasEnded) {
        syncs.set(call.id, written);
        written = [];
      } else if (call.name.endsWith("sync") && call.result === 0) {
        for (const text of syncs.get(call.id) ?? [])
          if (!durableAt.has(text)) durableAt.set(text, position);
      }
      continue;
    }
    const to = receiverOf(descriptor, ports);
    if (to === null || hasEnded) continue;
    const messages = sockets.get(descriptor) ?? new Http2Messages();
    sockets.set(descriptor, messages);
    // A partial write would be repeated: it is rare, and the message then does not decode.
    for (const message of messages.take(sentBytes(call))) {
      const index = to === "client" ? answeredIndex(message) : heldIndex(message);
      if (index > 0) acknowledgements.push({ to, index, sentAt: position });
    }
  }
  return { acknowledgements, durableAt };
}

function fileOf(descriptor: string): string {
  const hex = /<((?:\\x[0-9a-f]{2})+)>/.exec(descriptor)?.[1] ?? "";
  const path = Buffer.from(hex.replaceAll("\\x", ""), "hex").toString();
  return path.slice(path.lastIndexOf("/") + 1);
}

function receiverOf(descriptor: string, ports: Ports): Acknowledgement["to"] | null {
  const [, , local, , remote] = SOCKET.exec(descriptor) ?? [];
  if (Number(local) === ports.client) return "client";
  return ports.members.has(Number(remote)) ? "member" : null;
}

function sentBytes({ args }: SystemCall): Buffer {
  const strings = args.join(",").match(/"(?:\\x[0-9a-f]{2})*"/g) ?? [];
  return Buffer.from(strings.join("").replaceAll('"', "").replaceAll("\\x", ""), "hex");
}

function textsIn(call: SystemCall): readonly string[] {
  return sentBytes(call).toString("latin1").match(TEXT) ?? [];
}

/** Of an answer to a write; 0 for any other answer. */
function answeredIndex(message: Buffer): Index {
  try {
    const { index, answers } = fromBinary(WriteResponseSchema, message);
    return answers[0]?.outcome.case === "messageSent" ? Number(index) : 0;
  } catch {
    // Another answer on the same connection.
    return 0;
  }
}

/** Of a follower's word that it holds the log up to here; 0 for anything else. */
function heldIndex(bytes: Buffer): Index {
  const { item } = fromBinary(ChannelRequestSchema, bytes);
  if (item.case !== "raft") return 0;
  const message = decodeMessage(item.value);
  return message.type === "appendResponse" && message.success ? message.index : 0;
}
