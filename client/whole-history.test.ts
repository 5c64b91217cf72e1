import { expect, test } from "vitest";
import { CallRunner } from "./call-runner.ts";
import { ChatError } from "./errors.ts";
import { MemoryCluster } from "./memory-cluster.ts";
import type { Calls, Reply, Transport, Verb } from "./transport.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { readWholeHistory } from "./whole-history.ts";

/** A transport whose conversation has so many messages, in pages as the contract gives them. */
function conversationOf(count: number): Transport {
  const facts = { node: "n1", term: 1, leader: "n1" };
  const all = Array.from({ length: count }, (_, at) => message(at + 1));
  return {
    call<V extends Verb>(
      _verb: V,
      request: Calls[V]["request"],
    ): Promise<Reply<Calls[V]["answer"]>> {
      const {
        beforeSeq = 0,
        afterSeq = 0,
        pageSize = 50,
      } = request as Calls["listMessages"]["request"];
      const above = all.filter(({ seq }) => seq > afterSeq && (beforeSeq === 0 || seq < beforeSeq));
      const messages = afterSeq > 0 ? above.slice(0, pageSize) : above.slice(-pageSize);
      const hasAfter = (messages.at(-1)?.seq ?? count) < count;
      const value = { messages, hasBefore: false, hasAfter, accounts: [], index: 1 };
      return Promise.resolve({ ok: true, value: value as Calls[V]["answer"], facts });
    },
    subscribe: () => () => undefined,
    close: () => undefined,
  };
}

function message(seq: number) {
  const key = { clientId: "c", clientSeq: seq, sentMs: 0, deleted: false, changedAtIndex: seq };
  return { id: String(seq), conversationId: "7", seq, authorId: "1", text: `t${seq}`, ...key };
}

function runnerOn(transport: Transport, clock = new VirtualClock()): CallRunner {
  return new CallRunner({ transport, clock, chance: { fraction: () => 0, clientId: () => "c" } });
}

test.each([0, 1, 199, 200, 201, 400, 401])(
  "all of %i messages are read, each once, in order",
  async (count) => {
    const { messages } = await readWholeHistory(runnerOn(conversationOf(count)), {
      token: "t",
      conversationId: "7",
    });
    expect(messages.map(({ seq }) => seq)).toEqual(
      Array.from({ length: count }, (_, at) => at + 1),
    );
  },
);

test("what cannot be read is told, not given in part", async () => {
  const clock = new VirtualClock();
  const reading = { token: "nobody", conversationId: "7" };
  const reads = readWholeHistory(runnerOn(new MemoryCluster(clock), clock), reading);
  const outcome = reads.catch((error: unknown) => error);
  await clock.pass(20_000);
  expect(await outcome).toBeInstanceOf(ChatError);
});
