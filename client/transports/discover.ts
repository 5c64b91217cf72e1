/**
 * What stands behind an address: a node, which names the other members with their addresses, or the edge, which routes
 * to them by itself. One question that only nodes answer tells the two apart, so a program needs one living address.
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import {
  GetMembershipRequestSchema,
  GetMembershipResponseSchema,
  OperatorService,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { ChatError } from "../errors.ts";
import type { NodeAddress } from "./node-channels.ts";

export type Found = { readonly nodes: readonly NodeAddress[] } | { readonly edge: string };

const ANSWER_WITHIN_MS = 3_000;
const { getMembership } = OperatorService.method;
const PATH = `/${getMembership.parent.typeName}/${getMembership.name}`;
/** Nobody is there, or nobody who talks: all else was said by somebody. */
const SILENT: ReadonlySet<number> = new Set([status.UNAVAILABLE, status.DEADLINE_EXCEEDED]);

/** All are asked at once, and the first who answers is believed. Rejects with ChatError UNREACHABLE. */
export async function discover(addresses: readonly string[]): Promise<Found> {
  try {
    return await Promise.any(addresses.map(ask));
  } catch (cause) {
    const where = addresses.join(", ");
    throw new ChatError("UNREACHABLE", `Nobody answers at ${where}.`, { cause });
  }
}

function ask(address: string): Promise<Found> {
  const client = new Client(address, credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.enable_retries": 0,
  });
  const request = toBinary(GetMembershipRequestSchema, create(GetMembershipRequestSchema));
  return new Promise<Found>((resolve, reject) => {
    client.makeUnaryRequest(
      PATH,
      (bytes: Uint8Array) => Buffer.from(bytes),
      membersOf,
      request,
      { deadline: Date.now() + ANSWER_WITHIN_MS },
      (error: ServiceError | null, nodes) => {
        if (error === null && nodes !== undefined && nodes.length > 0) resolve({ nodes });
        else if (error !== null && SILENT.has(error.code)) reject(error);
        else resolve({ edge: address });
      },
    );
  }).finally(() => client.close());
}

function membersOf(bytes: Uint8Array): readonly NodeAddress[] {
  const { members } = fromBinary(GetMembershipResponseSchema, bytes);
  return members.map(({ name, client }) => ({ name, address: client }));
}
