import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../lib/logger.ts";
import { clusterId, clusterKey, memberId, until } from "./grpc-peer-network.ts";
import { PeerDial } from "./peer-dial.ts";

/** Dials where nobody is; every attempt asks for the address once. */
function dialNobody() {
  const attemptsAtMs: number[] = [];
  const dial = new PeerDial(
    {
      name: "n2",
      address: () => {
        attemptsAtMs.push(performance.now());
        return "127.0.0.1:1";
      },
      pair: { clusterId, from: memberId(0), to: memberId(1) },
      clusterKey,
      incarnation: 1,
      caller: { name: "n1", address: () => "127.0.0.1:1" },
      logger: silentLogger,
    },
    { proved: () => undefined, ended: () => expect.unreachable("was never proved") },
  );
  onTestFinished(() => dial.cut());
  dial.dial();
  return { dial, attemptsAtMs };
}

test("a peer that is away is dialled again after growing waits, and at once on a sign of life", async () => {
  const { dial, attemptsAtMs } = dialNobody();
  await until("four dials failed", () => attemptsAtMs.length === 4);
  const waits = attemptsAtMs.slice(1).map((atMs, index) => atMs - (attemptsAtMs[index] ?? 0));
  for (const [index, waitMs] of waits.entries()) {
    expect(waitMs).toBeGreaterThanOrEqual(100 * 2 ** index * 0.8);
  }
  // The next wait is at least 640 ms; its timer stands when this attempt has failed, so asking again does no harm.
  const hurriedAtMs = performance.now();
  await until("dialled", () => {
    dial.hurry();
    return attemptsAtMs.length > 4;
  });
  expect(performance.now() - hurriedAtMs).toBeLessThan(500);
});

test("nothing is dialled after goodbye", async () => {
  const { dial, attemptsAtMs } = dialNobody();
  await dial.goodbye();
  const before = attemptsAtMs.length;
  dial.hurry();
  dial.dial();
  expect(attemptsAtMs).toHaveLength(before);
});
