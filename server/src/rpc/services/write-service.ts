/** Every write of a signed-in user. */
import type { WriteRequest, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { CallRefusal } from "../call-refusal.ts";
import { propose, requireLeadership } from "../proposing.ts";
import type { RpcNode } from "../rpc-node.ts";
import { unary } from "../unary.ts";
import type { Call } from "../unary.ts";
import { checkedRows } from "../write-rows.ts";

export function writeHandlers(node: RpcNode): Handlers<typeof WriteService> {
  return { write: unary(node, (request: WriteRequest, call) => write(node, call, request)) };
}

/** The answer is an encoded WriteResponse as apply wrote it. */
async function write(node: RpcNode, call: Call, request: WriteRequest): Promise<Uint8Array> {
  requireLeadership(node.log);
  const rows = checkedRows(request.rows, node.chat.level());
  const tokenSha256 = call.token();
  const { accountId } = request;
  const claim = { tokenSha256, accountId, deadlineMs: call.remainingMs() };
  const writer = await node.sessions.requireForWrite(claim);
  node.rates.write(writer.accountId, rows.length);
  const command = { case: "write", value: { tokenSha256, rows, accountId } } as const;
  try {
    const { value } = await propose(node, command, "writeResponse", call.remainingMs());
    return value;
  } catch (error) {
    if (error instanceof CallRefusal && error.reason === "BAD_SESSION") {
      node.sessions.forget(tokenSha256);
    }
    throw error;
  }
}
