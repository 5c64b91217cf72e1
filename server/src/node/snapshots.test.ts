import { expect, test } from "vitest";
import type { RaftId } from "../raft/types.ts";
import { Snapshots } from "./snapshots.ts";
import type { SnapshotNews } from "./snapshots.ts";

const to = "00000000000000a1" as RaftId;
const entry = { index: 1, term: 1, time: 0, kind: "configuration" } as const;
const base = { index: 4, term: 1, time: 0, configuration: { ...entry, data: new Uint8Array(0) } };
const snapshot = { id: "s", base, size: 3, sum: 0 };

test("a state that a snapshot has overtaken is not copied, and nothing waits for it (raft.md bug 33)", () => {
  const heard: string[] = [];
  const snapshots = new Snapshots(null, [], ({ kind }) => heard.push(kind));
  snapshots.take(null, { begun: () => heard.push("begun"), done: () => heard.push("done") });
  expect(heard).toEqual(["snapshotTaken", "begun", "done"]);
});

test("a node without a snapshot store refuses what it is sent", () => {
  const heard: SnapshotNews[] = [];
  const snapshots = new Snapshots(null, [], (news) => heard.push(news));
  const part = { data: new Uint8Array(3), sum: 0 };
  snapshots.carryOut({ kind: "writeChunk", snapshot, offset: 0, part });
  expect(heard).toEqual([{ kind: "chunkWritten", id: "s", isSound: false }]);
});

test("a node without a snapshot store that is asked for a part stops with a sentence", () => {
  const snapshots = new Snapshots(null, [], () => undefined);
  const ask = { kind: "readChunk", to, id: "s", offset: 0, maxBytes: 3 } as const;
  expect(() => snapshots.carryOut(ask)).toThrow(/without a store there are no snapshots/);
});
