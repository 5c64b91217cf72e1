/** One node's OperatorService over gRPC, and what it refuses in words. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { type Client, Metadata, type ServiceError } from "@grpc/grpc-js";
import { OperatorService } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { callNode, openNodeClient } from "../cluster/node-client.ts";

/** A node said no, or nobody said anything: then `reason` is empty and the outcome is not known. */
export class OperatorRefusal extends Error {
  override readonly name = "OperatorRefusal";
  /** Of docs/errors.md. */
  readonly reason: string;
  constructor(reason: string, sentence: string) {
    super(sentence);
    this.reason = reason;
  }
}

export interface OperatorCall {
  /** Rejects with OperatorRefusal. */
  <In extends DescMessage, Out extends DescMessage>(
    method: DescMethod & { readonly input: In; readonly output: Out },
    request: MessageInitShape<In>,
    options: { readonly deadlineMs: number; readonly token?: string },
  ): Promise<MessageShape<Out>>;
}

export const { method } = OperatorService;

/** Channels by address, made when first used. */
export interface OperatorChannels {
  to(address: string): OperatorCall;
  close(): void;
}

export function openOperatorChannels(): OperatorChannels {
  const clients = new Map<string, Client>();
  return {
    to(address) {
      let client = clients.get(address);
      if (client === undefined) {
        client = openNodeClient(address);
        clients.set(address, client);
      }
      return callOn(client);
    },
    close() {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}

function callOn(client: Client): OperatorCall {
  return async (called, request, { deadlineMs, token }) => {
    const metadata = new Metadata();
    if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
    const answer = await callNode(client, {
      path: `/${called.parent.typeName}/${called.name}`,
      request: toBinary(called.input, create(called.input, request)),
      decode: (bytes) => fromBinary(called.output, bytes),
      deadlineMs,
      metadata,
    });
    if ("reply" in answer) return answer.reply;
    throw refusalOf(answer.error);
  };
}

function refusalOf(error: ServiceError | null): OperatorRefusal {
  if (error === null) return new OperatorRefusal("", "the node answered nothing");
  const [reason] = error.metadata.get("parley-reason");
  return new OperatorRefusal(typeof reason === "string" ? reason : "", error.details);
}
