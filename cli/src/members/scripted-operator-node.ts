/** For tests of the operator's side alone: a process-internal node whose members and answers the test decides. */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import {
  ChangeMembershipRequestSchema,
  GetMembershipResponseSchema,
  type ChangeMembershipRequest,
} from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { rawCodec } from "../edge/stand-in-node.ts";

export type Membership = MessageInitShape<typeof GetMembershipResponseSchema>;

/** Null: done. Else the reason it gives; empty breaks the call without one. */
export type Script = (
  request: ChangeMembershipRequest,
  token: string,
) => { readonly reason: string; readonly sentence: string } | null;

export interface ScriptedOperatorNode {
  readonly address: string;
  membership: Membership;
  script: Script;
  close(): void;
}

type Call = ServerUnaryCall<Buffer, Buffer>;

export async function startScriptedOperatorNode(
  membership: Membership,
): Promise<ScriptedOperatorNode> {
  const server = new Server();
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  const node = {
    membership,
    script: (() => null) as Script,
    close: () => server.forceShutdown(),
  };
  const look = (_call: Call, done: sendUnaryData<Buffer>): void => {
    const answer = create(GetMembershipResponseSchema, node.membership);
    done(null, Buffer.from(toBinary(GetMembershipResponseSchema, answer)));
  };
  const change = (call: Call, done: sendUnaryData<Buffer>): void => {
    const token = String(call.metadata.get("authorization")[0] ?? "");
    const refusal = node.script(fromBinary(ChangeMembershipRequestSchema, call.request), token);
    if (refusal === null) return done(null, Buffer.alloc(0));
    const metadata = new Metadata();
    if (refusal.reason !== "") metadata.set("parley-reason", refusal.reason);
    done({ code: status.FAILED_PRECONDITION, details: refusal.sentence, metadata });
  };
  server.addService(definition, { look, change });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
    error === null ? resolve(bound) : reject(error),
  );
  return Object.assign(node, { address: `127.0.0.1:${await port}` });
}

const codec = { requestStream: false, responseStream: false, ...rawCodec };
const definition = {
  look: { path: "/parley.operator.v1.OperatorService/GetMembership", ...codec },
  change: { path: "/parley.operator.v1.OperatorService/ChangeMembership", ...codec },
};
