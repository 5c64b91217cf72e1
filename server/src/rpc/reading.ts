/** Reads of a signed-in user: linearizable on every node, or refused, or old by the caller's leave (foundations 5). */
import type { Caller, Queries, QueryName } from "../chat/chat-port.ts";
import { ChatRefusal } from "../chat/refusal.ts";
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
  node.rates.read({
    accountId: await node.sessions.accountHere(tokenSha256),
    address: call.address(),
  });
  const ask = (time: number): Promise<Queries[Name]["reply"]> =>
    node.chat.query(name, request({ tokenSha256, time }));
  // Who lacks a part of its log serves no reads: what it holds may be an older copy's, and it cannot say of when.
  if (call.allowsStale() && !node.log.status().isRecovering) {
    const old = await readHere(node, call, ask);
    if (old !== null) return old.reply;
  }
  const { time } = await node.log.readIndex(call.remainingMs());
  return ask(time);
}

/**
 * What this node holds, whoever leads and whether anybody does, with the index and time that it is true of. Null when the
 * session is not known here: only a linearizable look may call a session ended.
 */
async function readHere<Reply>(
  node: RpcNode,
  call: Call,
  ask: (time: number) => Promise<Reply>,
): Promise<{ readonly reply: Reply } | null> {
  // Queries keep their order, and states only grow: what follows is read at this index or behind it.
  const { index, time } = await node.chat.query("stateHash", {});
  try {
    const reply = await ask(Math.max(time, node.log.status().time));
    call.setAsOf({ index, time });
    return { reply };
  } catch (error) {
    if (error instanceof ChatRefusal && error.reason === "BAD_SESSION") return null;
    throw error;
  }
}
