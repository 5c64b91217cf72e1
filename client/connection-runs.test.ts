import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Connection,
  type ConnectionEvent,
  NEW_CONNECTION,
  nextTickMs,
} from "./connection-model.ts";
import { step } from "./connection-state.ts";
import type { StreamItem } from "./model.ts";
import { event, heartbeat, hello } from "./sample-stream-items.ts";

const stream = fc.constantFrom("main" as const, "successor" as const, "stranger" as const);
const item: fc.Arbitrary<StreamItem> = fc.oneof(
  fc.constantFrom("n1", "n2").map((node) => hello(node)),
  fc
    .record({ index: fc.integer({ min: 1, max: 40 }), part: fc.nat(1), last: fc.boolean() })
    .map((e) => event(e.index, e.part, e.last)),
  fc
    .integer({ min: 0, max: 40 })
    .map((appliedIndex) => ({ kind: "caughtUp" as const, appliedIndex })),
  fc.tuple(fc.nat(40), fc.boolean()).map(([index, quorum]) => heartbeat(index, quorum)),
  fc.constant({ kind: "goAway" as const, afterMs: 1_000 }),
);
const cause = fc.constantFrom(
  "TRANSPORT" as const,
  "LAGGING" as const,
  "COMPACTED" as const,
  "AUTH" as const,
  "BUG" as const,
);
const plain = fc.constantFrom(
  "stop" as const,
  "tick" as const,
  "answered" as const,
  "wake" as const,
  "tryNow" as const,
  "offline" as const,
  "online" as const,
);
const happening = fc.oneof(
  plain.map((kind) => ({ kind })),
  fc.record({ kind: fc.constant("start" as const), isOnline: fc.boolean() }),
  fc.record({
    kind: fc.constant("item" as const),
    stream,
    item,
    sizeBytes: fc.constantFrom(100, 3_000_000),
  }),
  fc.record({ kind: fc.constant("ended" as const), stream, cause }),
  fc
    .nat(40)
    .map((index) => ({ kind: "snapshotTaken" as const, cursor: { clusterId: "c", index } })),
  cause.map((why) => ({ kind: "snapshotFailed" as const, cause: why })),
);

/**
 * After every event: 1 the streams in the state are exactly the ones opened and neither closed nor ended, at most
 * two; 2 between snapshots the cursor never falls, and each told index is above all told before; 3 unless IDLE,
 * something is under way or planned; 4 LIVE has a greeted stream; 5 IDLE has nothing open.
 */
test("no run of events loses the feed, tells an index twice or leaks a stream", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(happening, fc.nat(4_000)), { maxLength: 80 }), (run) => {
      let connection: Connection = NEW_CONNECTION;
      let nowMs = 0;
      let told = 0;
      const open = new Set<number>();
      for (const [what, gapMs] of run) {
        nowMs += gapMs;
        const ids = {
          main: connection.stream?.id ?? -1,
          successor: connection.successor?.id ?? -1,
          stranger: 9_999,
        };
        const happened: ConnectionEvent =
          "stream" in what ? { ...what, stream: ids[what.stream] } : what;
        const before = connection;
        const result = step(connection, happened, { nowMs, random: 0.5 });
        ({ connection } = result);
        if (happened.kind === "ended") open.delete(happened.stream);
        for (const command of result.commands) {
          if (command.kind === "open") open.add(command.stream);
          if (command.kind === "close") open.delete(command.stream);
          if (command.kind === "takeSnapshot" || command.kind === "signedOut") told = 0;
          if (command.kind === "changes") {
            expect(command.index).toBeGreaterThan(told); // 2
            told = command.index;
          }
        }
        const held = [connection.stream?.id, connection.successor?.id].filter(
          (id) => id !== undefined,
        );
        expect(new Set(held)).toEqual(open); // 1
        const isSameHistory = before.cursor !== null && connection.cursor !== null;
        if (isSameHistory)
          expect(connection.cursor?.index).toBeGreaterThanOrEqual(before.cursor?.index ?? 0); // 2
        const isPlanned = connection.isTakingSnapshot || nextTickMs(connection) !== null;
        expect(isPlanned).toBe(connection.name !== "IDLE"); // 3, 5
        if (connection.name === "LIVE") expect(connection.stream?.helloMs).not.toBeNull(); // 4
        if (connection.name === "IDLE") expect(open.size).toBe(0); // 5
      }
    }),
    { numRuns: 1_000 },
  );
});
