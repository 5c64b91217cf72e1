import { expect, test } from "vitest";
import { createChatClient } from "./chat-client.ts";
import { ChatError } from "./errors.ts";
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

test("the end of a read without a majority says so, whoever was asked last", async () => {
  const codes = new Set<string>();
  for (let offsetMs = 0; offsetMs < 30; offsetMs += 1) {
    const clock = new VirtualClock();
    const cluster = new MemoryCluster(clock);
    const chance = { ...repeatableChance(), fraction: () => offsetMs / 30 };
    const chat = createChatClient({ transport: cluster, clock, chance });
    const settle = async <Value>(work: Promise<Value>): Promise<Value> => {
      const [end] = await Promise.all([work, clock.pass(20_000)]);
      return end;
    };
    await settle(chat.createAccount("ann", "correct horse battery"));
    for (const node of ["n1", "n2", "n3"]) cluster.freeze(node);
    const failure: unknown = await settle(
      chat.listConversations().catch((error: unknown) => error),
    );
    codes.add(failure instanceof ChatError ? failure.code : String(failure));
  }
  expect([...codes]).toEqual(["NO_LEADER"]);
});
