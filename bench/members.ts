/** More accounts than the one that a bench cluster begins with, all in its room. */
import { createChatClient } from "@parley/client/chat-client.ts";
import { type BenchCluster, direct } from "./bench-cluster.ts";

/** A token of each. */
export async function openMembers(
  { cluster, roomId }: BenchCluster,
  count: number,
): Promise<readonly string[]> {
  const tokens: string[] = [];
  for (let at = 1; at <= count; at += 1) {
    const chat = createChatClient({ transport: direct(cluster.nodes) });
    const { token } = await chat.createAccount(`member ${at}`, "a benchmark's password");
    const joined = await chat.joinRoom(roomId).outcome;
    if (joined.kind !== "conversationChanged") throw new Error(`not in: ${JSON.stringify(joined)}`);
    chat.close();
    tokens.push(token);
  }
  return tokens;
}
