import { describe, expect, test } from "vitest";
import type { SnapshotStore } from "../ports.ts";
import type { RaftId } from "../raft/types.ts";
import { Snapshots } from "./snapshots.ts";
import type { SnapshotNews } from "./snapshots.ts";

const to = "00000000000000a1" as RaftId;
const entry = { index: 1, term: 1, time: 0, kind: "configuration" } as const;
const base = { index: 4, term: 1, time: 0, configuration: { ...entry, data: new Uint8Array(0) } };
const snapshot = { id: "s", base, size: 3, sum: 0 };

test("a state that a snapshot has overtaken is not copied, and nothing waits for it (raft.md bug 33)", () => {
  const heard: string[] = [];
  const snapshots = new Snapshots(
    null,
    [],
    () => 0,
    ({ kind }) => heard.push(kind),
  );
  snapshots.take(null, { begun: () => heard.push("begun"), done: () => heard.push("done") });
  expect(heard).toEqual(["snapshotTaken", "begun", "done"]);
});

test("a node without a snapshot store refuses what it is sent", () => {
  const heard: SnapshotNews[] = [];
  const snapshots = new Snapshots(
    null,
    [],
    () => 0,
    (news) => heard.push(news),
  );
  const part = { data: new Uint8Array(3), sum: 0 };
  snapshots.carryOut({ kind: "writeChunk", snapshot, offset: 0, part });
  expect(heard).toEqual([{ kind: "chunkWritten", id: "s", isSound: false }]);
});

test("a node without a snapshot store that is asked for a part stops with a sentence", () => {
  const snapshots = new Snapshots(
    null,
    [],
    () => 0,
    () => undefined,
  );
  const ask = { kind: "readChunk", to, id: "s", offset: 0, maxBytes: 3 } as const;
  expect(() => snapshots.carryOut(ask)).toThrow(/without a store there are no snapshots/);
});

describe("a copy of a state that was not compared with the others' yet", () => {
  function taking() {
    const heard: (string | null)[] = [];
    const dropped: string[] = [];
    const confirmed = { index: 3 };
    let number = 0;
    const store: Pick<SnapshotStore, "take" | "drop"> = {
      take: (of, { begun, done }) => {
        begun();
        number += 1;
        done({ ...snapshot, id: `s${number}`, base: of });
      },
      drop: (ids) => void dropped.push(...ids),
    };
    const snapshots = new Snapshots(
      // Nothing else of the store is used here.
      store as SnapshotStore,
      [],
      () => confirmed.index,
      (news) => void (news.kind === "snapshotTaken" && heard.push(news.snapshot?.id ?? null)),
    );
    const take = (index: number): void =>
      snapshots.take({ ...base, index }, { begun: () => {}, done: () => {} });
    return { snapshots, heard, dropped, confirmed, take };
  }

  test("is kept, and not spoken of, until an index behind it was compared and equal", () => {
    const { snapshots, heard, dropped, confirmed, take } = taking();
    take(4);
    take(6);
    snapshots.confirm();
    snapshots.dropAllBut(new Set());
    expect([heard, dropped]).toEqual([[], []]);
    confirmed.index = 5;
    snapshots.confirm();
    snapshots.confirm();
    expect(heard).toEqual(["s1"]);
    snapshots.dropAllBut(new Set());
    expect(dropped).toEqual(["s1"]);
    confirmed.index = 6;
    snapshots.confirm();
    expect(heard).toEqual(["s1", "s2"]);
  });

  test("can be read for a backup all the same: it says of which index it is", () => {
    const { snapshots, take } = taking();
    take(4);
    expect(snapshots.covering(4)?.id).toBe("s1");
  });

  test("is spoken of at once where it is confirmed already", () => {
    const { heard, take } = taking();
    take(3);
    expect(heard).toEqual(["s1"]);
  });
});
