/**
 * A backup on its way to an operator: the parts of one file, as fast as they are taken. Whoever stops taking them is let go
 * of after a while, because a snapshot is kept for as long.
 */
import { crc32 } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServerWritableStream } from "@grpc/grpc-js";
import {
  BackUpResponseSchema,
  type BackUpRequest,
  type BackUpResponse,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { AssertionFailure } from "../lib/assert.ts";
import type { Encoded } from "../lib/grpc-service.ts";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";
import { CallRefusal } from "./call-refusal.ts";
import type { RpcNode } from "./rpc-node.ts";
import { nodeFacts, statusOf } from "./status.ts";

/** A snapshot of this node as the file that a backup is. */
export interface OpenBackup {
  readonly node: string;
  readonly index: Index;
  readonly term: number;
  readonly stateHash: string;
  /** Up to there this node's state was found to be that of a majority. */
  readonly comparedIndex: Index;
  /** Of the file. */
  readonly bytes: number;
  parts(): AsyncIterable<Uint8Array>;
  /** Once; the snapshot may go. */
  close(): void;
}

export interface Backups {
  /** Holds everything up to `index`, which is applied here. */
  open(index: Index, deadlineMs: number): Promise<OpenBackup>;
}

export type BackUpCall = ServerWritableStream<BackUpRequest, Encoded<BackUpResponse>>;

/** Ends the call in every case; never rejects. `allow` throws when the caller may not. */
export async function serveBackup(
  node: RpcNode,
  call: BackUpCall,
  allow: () => void,
): Promise<void> {
  try {
    allow();
    call.sendMetadata(nodeFacts(node.log.status()));
    const { index } = await node.log.readIndex(LIMITS.callMs);
    const backup = await node.backups.open(index, LIMITS.backupMs);
    try {
      await send(node, call, backup);
    } finally {
      backup.close();
    }
    call.end();
  } catch (error) {
    if (error instanceof AssertionFailure) node.fatal(error);
    if (!call.cancelled) call.emit("error", statusOf(error, node.log.status(), node.logger));
  }
}

async function send(node: RpcNode, call: BackUpCall, backup: OpenBackup): Promise<void> {
  const { index, term, stateHash, comparedIndex, bytes } = backup;
  const deadlineAt = performance.now() + LIMITS.backupMs;
  const value = {
    clusterId: node.clusterId,
    node: backup.node,
    index: BigInt(index),
    term: BigInt(term),
    stateHash,
    bytes: BigInt(bytes),
    comparedIndex: BigInt(comparedIndex),
  };
  node.logger.info({ index, comparedIndex, bytes }, "an operator takes a backup");
  await write(call, { case: "begun", value });
  let offset = 0;
  let sum = 0;
  for await (const data of backup.parts()) {
    if (performance.now() > deadlineAt) throw new CallRefusal("OVERLOADED", TOO_SLOW);
    const part = { offset: BigInt(offset), data, sum: crc32(data) };
    await write(call, { case: "part", value: part });
    offset += data.length;
    sum = crc32(data, sum);
  }
  await write(call, { case: "end", value: { bytes: BigInt(offset), sum } });
}

const TOO_SLOW = "The backup was taken too slowly and is given up. Try again over a faster way.";

type Item = NonNullable<MessageInitShape<typeof BackUpResponseSchema>["item"]>;

/** Resolves when there is room for more. Rejects when nobody takes it. */
function write(call: BackUpCall, item: Item): Promise<void> {
  if (call.cancelled) return Promise.reject(new CallRefusal("OVERLOADED", TOO_SLOW));
  const bytes = toBinary(BackUpResponseSchema, create(BackUpResponseSchema, { item }));
  if (call.write(bytes)) return Promise.resolve();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const gone = (): void => reject(new CallRefusal("OVERLOADED", TOO_SLOW));
  const stalled = setTimeout(gone, LIMITS.backupStallMs);
  call.once("drain", resolve).once("cancelled", gone);
  return promise.finally(() => {
    clearTimeout(stalled);
    call.off("drain", resolve).off("cancelled", gone);
  });
}
