import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Connection,
  type ConnectionCommand,
  type ConnectionEvent,
  NEW_CONNECTION,
  nextTickMs,
} from "./connection-model.ts";
import { step } from "./connection-state.ts";
import type { StreamItem } from "./model.ts";

/** Runs events at given times and keeps the commands of the last. */
class Script {
  connection: Connection = NEW_CONNECTION;
  commands: readonly ConnectionCommand[] = [];
  nowMs = 0;

  does(event: ConnectionEvent): this {
    const result = step(this.connection, event, { nowMs: this.nowMs, random: 0.5 });
    this.connection = result.connection;
    this.commands = result.commands;
    return this;
  }

  at(nowMs: number): this {
    this.nowMs = nowMs;
    return this;
  }

  hears(item: StreamItem, stream = this.connection.stream?.id ?? 0, sizeBytes = 100): this {
    return this.does({ kind: "item", stream, item, sizeBytes });
  }

  /** Started, snapshot at index 10, greeted and caught up by n1. */
  live(): this {
    return this.does({ kind: "start" })
      .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } })
      .hears(hello("n1"))
      .hears({ kind: "caughtUp", appliedIndex: 10 });
  }
}

function hello(node: string, clusterId = "c"): StreamItem {
  return {
    kind: "hello",
    clusterId,
    node,
    term: 1,
    leader: "n1",
    appliedIndex: 10,
    heartbeatMs: 2_000,
    nodes: ["n1", "n2"],
    timeMs: 1,
  };
}

function event(index: number, part = 0, last = true): StreamItem {
  return { kind: "event", index, part, last, changes: [] };
}

function heartbeat(appliedIndex: number, quorum = true): StreamItem {
  return { kind: "heartbeat", appliedIndex, term: 1, leader: "n1", quorum };
}

test("the start takes the snapshot, then subscribes after its index", () => {
  const script = new Script().does({ kind: "start" });
  expect(script.commands).toEqual([{ kind: "takeSnapshot" }]);
  script.does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  expect(script.commands).toEqual([
    { kind: "open", stream: 1, cursor: { clusterId: "c", index: 10 }, avoid: "" },
  ]);
  expect(script.hears(hello("n1")).connection).toMatchObject({
    name: "LIVE",
    troubleSinceMs: null,
  });
});

test("a lost stream resumes after the cursor, elsewhere, within 100 ms", () => {
  const script = new Script()
    .live()
    .hears(event(12))
    .does({ kind: "ended", stream: 1, cause: "TRANSPORT" });
  expect(script.connection).toMatchObject({ name: "BACKOFF", retryAtMs: 50, troubleSinceMs: 0 });
  script.at(50).does({ kind: "tick" });
  expect(script.commands).toEqual([
    { kind: "open", stream: 2, cursor: { clusterId: "c", index: 12 }, avoid: "n1" },
  ]);
});

test("an event that comes twice is told once; one in parts moves the cursor with the last", () => {
  const script = new Script().live().hears(event(11, 0, false));
  expect(script.connection.cursor?.index).toBe(10);
  script.hears(event(11, 1, true));
  expect(script.commands).toEqual([{ kind: "changes", index: 11, changes: [] }]);
  expect(script.hears(event(11)).commands).toEqual([]);
});

test("heartbeats move the cursor only behind the catch-up", () => {
  const script = new Script()
    .does({ kind: "start" })
    .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  script.hears(hello("n1")).hears(heartbeat(50));
  expect(script.connection.cursor?.index).toBe(10);
  script.hears({ kind: "caughtUp", appliedIndex: 40 }).hears(heartbeat(50));
  expect(script.connection.cursor?.index).toBe(50);
});

test("lagging resumes at once, compacted takes the snapshot again", () => {
  const lagging = new Script().live().does({ kind: "ended", stream: 1, cause: "LAGGING" });
  expect(lagging.commands).toEqual([
    { kind: "open", stream: 2, cursor: { clusterId: "c", index: 10 }, avoid: "" },
  ]);
  const compacted = new Script().live().does({ kind: "ended", stream: 1, cause: "COMPACTED" });
  expect(compacted.commands).toEqual([{ kind: "takeSnapshot" }]);
});

test("a node of another cluster is not resumed on: its history is another one", () => {
  const script = new Script()
    .does({ kind: "start" })
    .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  expect(script.hears(hello("n1", "other")).commands).toEqual([
    { kind: "close", stream: 1 },
    { kind: "takeSnapshot" },
  ]);
});

test("no Hello within 3 s, 5 s of silence, or a node that stays behind the cursor: another node", () => {
  const mute = new Script()
    .does({ kind: "start" })
    .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  expect(mute.at(2_999).does({ kind: "tick" }).connection.name).toBe("CONNECTING");
  expect(mute.at(3_000).does({ kind: "tick" }).connection.name).toBe("BACKOFF");
  const silent = new Script().live();
  expect(silent.at(4_999).does({ kind: "tick" }).connection.name).toBe("LIVE");
  expect(silent.at(5_000).does({ kind: "tick" }).commands).toEqual([{ kind: "close", stream: 1 }]);
  const behind = new Script()
    .does({ kind: "start" })
    .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  behind.hears(hello("n2")).at(2_000).hears(heartbeat(9)).at(3_000).does({ kind: "tick" });
  expect(behind.connection).toMatchObject({ name: "BACKOFF", avoid: "n2" });
});

test("the successor of a rotation takes over once it has caught up, and nothing is told twice", () => {
  const script = new Script().live().hears(event(11), 1, 5_000_000).does({ kind: "tick" });
  expect(script.commands).toEqual([
    { kind: "open", stream: 2, cursor: { clusterId: "c", index: 11 }, avoid: "" },
  ]);
  script.hears(hello("n2"), 2).hears(event(12), 1).hears(event(12), 2);
  expect(script.commands).toEqual([]);
  script.hears({ kind: "caughtUp", appliedIndex: 12 }, 2);
  expect(script.commands).toEqual([
    { kind: "caughtUp", index: 12 },
    { kind: "close", stream: 1 },
  ]);
  expect(script.connection).toMatchObject({ name: "LIVE", stream: { id: 2 }, successor: null });
});

test("a node that says goodbye is replaced before it goes, without trouble", () => {
  const script = new Script().live().hears({ kind: "goAway", afterMs: 1_000 });
  expect(script.commands).toMatchObject([{ kind: "open", stream: 2, avoid: "n1" }]);
  script.does({ kind: "ended", stream: 1, cause: "TRANSPORT" });
  expect(script.connection).toMatchObject({ stream: { id: 2 }, troubleSinceMs: null });
});

test("waking up reconnects at once when 1.5 heartbeats were missed, and leaves a healthy stream alone", () => {
  const script = new Script().live().at(2_900).does({ kind: "wake" });
  expect(script.commands).toEqual([]);
  expect(script.at(3_100).does({ kind: "wake" }).commands).toMatchObject([
    { kind: "close" },
    { kind: "open" },
  ]);
});

test("offline shows at once, tries rarely, and any item ends it", () => {
  const script = new Script().live().does({ kind: "offline" });
  expect(script.connection.name).toBe("OFFLINE");
  expect(script.hears(event(11)).connection.name).toBe("LIVE");
  script.does({ kind: "offline" }).does({ kind: "ended", stream: 1, cause: "TRANSPORT" });
  expect(script.connection).toMatchObject({ name: "OFFLINE", retryAtMs: 5_000 });
  expect(script.does({ kind: "online" }).commands).toMatchObject([{ kind: "open" }]);
});

test("the end of the session stops the feed and forgets the cursor", () => {
  const script = new Script().live().does({ kind: "ended", stream: 1, cause: "AUTH" });
  expect(script.connection).toMatchObject({ name: "IDLE", cursor: null, stream: null });
  expect(script.commands).toEqual([{ kind: "signedOut" }]);
});

test("a lost majority is known since the first heartbeat without one", () => {
  const script = new Script()
    .live()
    .at(1_000)
    .hears(heartbeat(10, false))
    .at(3_000)
    .hears(heartbeat(10, false));
  expect(script.connection.noQuorumSinceMs).toBe(1_000);
  expect(
    script.hears({ kind: "leaderNews", term: 2, leader: "n3" }).connection.noQuorumSinceMs,
  ).toBeNull();
});

test("ten seconds LIVE forgive earlier failures", () => {
  const script = new Script().live();
  script.connection = { ...script.connection, failures: 4 };
  expect(script.at(9_999).hears(heartbeat(10)).connection.failures).toBe(4);
  expect(script.at(10_000).hears(heartbeat(10)).connection.failures).toBe(0);
});

// -------------------------------------------------------------------------------- Random event runs

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
  "start" as const,
  "stop" as const,
  "tick" as const,
  "wake" as const,
  "tryNow" as const,
  "offline" as const,
  "online" as const,
);
const happening = fc.oneof(
  plain.map((kind) => ({ kind })),
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
