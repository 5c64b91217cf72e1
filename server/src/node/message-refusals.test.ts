import { expect, test } from "vitest";
import type { Clock } from "../ports.ts";
import { idOf } from "../raft/test-cluster.ts";
import { MessageRefusals } from "./message-refusals.ts";

test("every refused message is counted, and told once a minute for each reason and sender", () => {
  const lines: string[] = [];
  const record = (_fields: unknown, line: string): void => void lines.push(line);
  const logger = { debug: record, info: record, warn: record, error: record };
  let now = 0;
  const clock: Clock = {
    now: () => now,
    wall: () => now,
    after: () => () => undefined,
    soon: () => undefined,
  };
  const refusals = new MessageRefusals(logger, clock);
  const stale = { kind: "refused", type: "timeoutNow", reason: "STALE_TERM" } as const;
  for (let times = 0; times < 5; times += 1) refusals.add({ ...stale, from: idOf(1) });
  refusals.add({ ...stale, from: idOf(2) });
  refusals.add({ ...stale, from: idOf(1), reason: "SECOND_LEADER" });
  expect(refusals.count("STALE_TERM")).toBe(6);
  expect(refusals.count("SECOND_LEADER")).toBe(1);
  expect(refusals.count("ABSURD_TERM")).toBe(0);
  expect(lines).toHaveLength(3);
  now = 60_000;
  refusals.add({ ...stale, from: idOf(1) });
  expect(lines).toHaveLength(4);
});
