/** Where programs begin: one address of a cluster, be it the edge's or any node's, and a client that finds the rest. */
import type { ChatClient } from "./chat.ts";
import { type ChatClientOptions, createChatClient } from "./chat-client.ts";
import { discover } from "./transports/discover.ts";
import { GrpcJsTransport } from "./transports/grpc-js.ts";

export type { ChatClient, LiveUpdate, PendingRow, PendingWrite, WriteOutcome } from "./chat.ts";
export { ChatError } from "./errors.ts";

/**
 * `at`: host:port, or several, of which one must answer. Rejects with ChatError UNREACHABLE when none does. The rest is
 * as with `createChatClient`; `token` is a session of before, in force after `session()`.
 */
export async function connect(
  at: string | readonly string[],
  options: Omit<ChatClientOptions, "transport"> = {},
): Promise<ChatClient> {
  const found = await discover(typeof at === "string" ? [at] : at);
  return createChatClient({ ...options, transport: new GrpcJsTransport(found) });
}
