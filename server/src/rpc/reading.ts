/** Reads of a signed-in user: linearizable on every node, or refused (foundations 5). */
import type { Caller, Queries, QueryName } from "../chat/chat-port.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { Call } from "./unary.ts";

/** Confirms with the leader what the cluster has acknowledged, waits until it is here, then asks the chat. */
export async function read<Name extends QueryName>(
  node: RpcNode,
  call: Call,
  name: Name,
  request: (caller: Caller) => Queries[Name]["request"],
): Promise<Queries[Name]["reply"]> {
  const tokenSha256 = call.token();
  const { time } = await node.log.readIndex(call.remainingMs());
  return node.chat.query(name, request({ tokenSha256, time }));
}
