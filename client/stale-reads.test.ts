import { expect, test } from "vitest";
import { createChatClient } from "./chat-client.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import { repeatableChance, VirtualClock } from "./virtual-clock.ts";

test("without a majority a read fails, and one that may be stale is answered with what it is true of", async () => {
  const clock = new VirtualClock();
  const cluster = new MemoryCluster(clock);
  const chat = createChatClient({ transport: cluster, clock, chance: repeatableChance() });
  const run = async <Value>(work: Promise<Value>): Promise<Value> => {
    const [end] = await Promise.all([work, clock.pass(20_000)]);
    return end;
  };
  await run(chat.createAccount("ann", "correct horse battery"));
  cluster.elect("");
  await expect(run(chat.listConversations())).rejects.toMatchObject({ code: "NO_LEADER" });
  const old = await run(chat.readStale("listConversations", {}));
  expect(old.value.entries).toEqual([]);
  expect(old.asOf?.index).toBeGreaterThan(0);
});
