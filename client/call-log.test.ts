import { expect, test } from "vitest";
import type { CallLine } from "./call-log.ts";
import { createChatClient } from "./chat-client.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import type { AttemptOptions } from "./transport.ts";
import { VirtualClock } from "./virtual-clock.ts";

const CANARY = "canary 8f1e";

class Listening extends MemoryCluster {
  readonly ids: (string | undefined)[] = [];
  override call: MemoryCluster["call"] = (verb, request, options: AttemptOptions) => {
    this.ids.push(options.requestId);
    return super.call(verb, request, options);
  };
}

test("each attempt is one line under the id that travels with it, and says nothing of what people write", async () => {
  const clock = new VirtualClock();
  const cluster = new Listening(clock);
  const lines: CallLine[] = [];
  const chat = createChatClient({ transport: cluster, clock, log: (line) => lines.push(line) });
  const run = async <Value>(work: Promise<Value>): Promise<Value> => {
    const [end] = await Promise.all([work, clock.pass(20_000)]);
    return end;
  };
  const { token } = await run(chat.createAccount(CANARY, `${CANARY} password`));
  const room = await run(chat.createRoom("room").outcome);
  if (room.kind !== "conversationChanged") throw new Error("no room");
  cluster.loseAnswers = 1;
  await run(chat.send(room.conversation.id, CANARY).outcome);
  expect(lines.map(({ requestId }) => requestId)).toEqual(cluster.ids);
  expect(new Set(cluster.ids).size).toBe(cluster.ids.length);
  const writes = lines.filter(({ verb }) => verb === "write");
  // The answer was lost: the same key went again, and was executed once.
  const key = writes.at(-1)?.key;
  expect(writes.find(({ outcome }) => outcome === "code 2")).toMatchObject({ key });
  expect(writes.at(-1)).toMatchObject({ outcome: "OK", index: expect.any(Number) });
  for (const secret of [CANARY, token]) expect(JSON.stringify(lines)).not.toContain(secret);
});
