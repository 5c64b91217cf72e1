import { expect, test } from "vitest";
import {
  type Connection,
  type ConnectionCommand,
  type ConnectionEvent,
  NEW_CONNECTION,
} from "./connection-model.ts";
import { step } from "./connection-state.ts";
import type { StreamItem } from "./model.ts";
import { event, heartbeat, hello } from "./sample-stream-items.ts";

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
    return this.does({ kind: "start", isOnline: true })
      .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } })
      .hears(hello("n1"))
      .hears({ kind: "caughtUp", appliedIndex: 10 });
  }
}

test("the start takes the snapshot, then subscribes after its index", () => {
  const script = new Script().does({ kind: "start", isOnline: true });
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
    .does({ kind: "start", isOnline: true })
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
    .does({ kind: "start", isOnline: true })
    .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  expect(script.hears(hello("n1", "other")).commands).toEqual([
    { kind: "close", stream: 1 },
    { kind: "takeSnapshot" },
  ]);
});

test("no Hello within 3 s, 5 s of silence, or a node that stays behind the cursor: another node", () => {
  const mute = new Script()
    .does({ kind: "start", isOnline: true })
    .does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  expect(mute.at(2_999).does({ kind: "tick" }).connection.name).toBe("CONNECTING");
  expect(mute.at(3_000).does({ kind: "tick" }).connection.name).toBe("BACKOFF");
  const silent = new Script().live();
  expect(silent.at(4_999).does({ kind: "tick" }).connection.name).toBe("LIVE");
  expect(silent.at(5_000).does({ kind: "tick" }).commands).toEqual([{ kind: "close", stream: 1 }]);
  const behind = new Script()
    .does({ kind: "start", isOnline: true })
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
  // Not LIVE before anybody has greeted.
  expect(script.connection.name).toBe("CONNECTING");
  expect(script.hears(hello("n2"), 2).connection).toMatchObject({ name: "LIVE" });
});

test("waking up reconnects at once when 1.5 heartbeats were missed, and leaves a healthy stream alone", () => {
  const script = new Script().live().at(2_900).does({ kind: "wake" });
  expect(script.commands).toEqual([]);
  expect(script.at(3_100).does({ kind: "wake" }).commands).toMatchObject([
    { kind: "close" },
    { kind: "open" },
  ]);
});

test("a call that was answered ends the stream's wait at once, at most once a second", () => {
  const script = new Script().live().does({ kind: "ended", stream: 1, cause: "TRANSPORT" });
  script.at(50).does({ kind: "tick" }).does({ kind: "ended", stream: 2, cause: "TRANSPORT" });
  expect(script.connection).toMatchObject({ name: "BACKOFF", failures: 2, retryAtMs: 300 });
  script.at(60).does({ kind: "answered" });
  expect(script.commands).toMatchObject([{ kind: "open", stream: 3 }]);
  expect(script.does({ kind: "answered" }).commands).toEqual([]);
  script.does({ kind: "ended", stream: 3, cause: "TRANSPORT" });
  // Calls pass and streams do not: no stampede.
  expect(script.at(1_059).does({ kind: "answered" }).commands).toEqual([]);
  expect(script.at(1_060).does({ kind: "answered" }).commands).toMatchObject([{ kind: "open" }]);
});

test("offline shows at once and whatever the old stream does; only a new one can prove it wrong", () => {
  const script = new Script().live().does({ kind: "offline" });
  expect(script.connection).toMatchObject({ name: "OFFLINE", stream: null, retryAtMs: 5_000 });
  expect(script.commands).toEqual([{ kind: "close", stream: 1 }]);
  expect(script.hears(event(11), 1).connection).toMatchObject({ name: "OFFLINE" });
  script.at(5_000).does({ kind: "tick" });
  expect(script.commands).toMatchObject([{ kind: "open", stream: 2 }]);
  expect(script.connection.name).toBe("OFFLINE");
  script.does({ kind: "ended", stream: 2, cause: "TRANSPORT" });
  expect(script.connection).toMatchObject({ name: "OFFLINE", retryAtMs: 10_000 });
  script.at(10_000).does({ kind: "tick" }).hears(hello("n1"));
  expect(script.connection).toMatchObject({ name: "LIVE", troubleSinceMs: null });
});

test("online connects at once, and the line goes on as for any other trouble", () => {
  const script = new Script().live().does({ kind: "offline" }).at(60_000).does({ kind: "online" });
  expect(script.commands).toMatchObject([{ kind: "open", stream: 2 }]);
  expect(script.connection).toMatchObject({ name: "CONNECTING", troubleSinceMs: 58_000 });
  script.does({ kind: "ended", stream: 2, cause: "TRANSPORT" });
  expect(script.connection).toMatchObject({ name: "BACKOFF", retryAtMs: 60_050 });
});

test("a page that starts offline says so, and tries nevertheless", () => {
  const script = new Script().does({ kind: "start", isOnline: false });
  expect(script.commands).toEqual([{ kind: "takeSnapshot" }]);
  script.does({ kind: "snapshotTaken", cursor: { clusterId: "c", index: 10 } });
  expect(script.connection.name).toBe("OFFLINE");
  expect(script.hears(hello("n1")).connection.name).toBe("LIVE");
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
