import { expect, test } from "vitest";
import type { Entry, Index, LogStore, StateMachine } from "../ports.ts";
import type { SnapshotMeta } from "../raft/types.ts";
import { noops } from "../raft/test-messages.ts";
import { Applier } from "./applier.ts";

/** An applier by hand: jobs, copies and restores end when the test says so. */
function byHand(inMemory: (from: Index, until: Index) => readonly Entry[] | null) {
  const asked: string[] = [];
  let answer: () => void = () => undefined;
  const stateMachine = {
    apply: (
      entries: readonly Entry[],
      _wants: boolean,
      done: (results: readonly Uint8Array[]) => void,
    ) => {
      asked.push(`apply ${entries[0]?.index ?? 0}-${entries.at(-1)?.index ?? 0}`);
      answer = () => done([]);
    },
  };
  const store = {
    read: (from: Index, _until: Index, _max: number, done: (entries: readonly Entry[]) => void) => {
      asked.push(`read ${from}`);
      answer = () => done([]);
    },
  };
  const applier = new Applier({
    clock: { now: () => 0, wall: () => 0, after: () => () => undefined, soon: () => undefined },
    // Nothing else of them is used.
    store: store as unknown as LogStore,
    stateMachine: stateMachine as unknown as StateMachine,
    appliedIndex: 0,
    entriesInMemory: inMemory,
    isAwaited: () => true,
    isWatched: () => true,
    wantsResults: () => false,
    done: () => undefined,
    take: (index, _time, calls) => {
      asked.push(`take ${index}`);
      answer = () => {
        answer = calls.done;
        calls.begun();
      };
    },
    restore: ({ base }, done) => {
      asked.push(`restore ${base.index}`);
      answer = done;
    },
  });
  return { applier, asked, answer: () => answer() };
}

function snapshotAt(index: Index): SnapshotMeta {
  const entry = { index: 1, term: 1, time: 0, kind: "configuration" } as const;
  const configuration = { ...entry, data: new Uint8Array(0) };
  return { id: `${index}`, base: { index, term: 1, time: 0, configuration }, size: 1, sum: 0 };
}

test("a snapshot waits for the job that is out, then takes the place of all up to its index (raft.md bug 33)", () => {
  const { applier, asked, answer } = byHand(noops);
  applier.committed(5);
  applier.pump();
  applier.restore(snapshotAt(9));
  applier.committed(12);
  applier.pump();
  expect(asked).toEqual(["apply 1-5"]);
  answer();
  applier.pump();
  answer();
  applier.pump();
  expect(asked).toEqual(["apply 1-5", "restore 9", "apply 10-12"]);
});

test("entries that a snapshot has taken the place of are not waited for (raft.md bug 33)", () => {
  const { applier, asked, answer } = byHand(() => null);
  applier.committed(5);
  applier.pump();
  applier.restore(snapshotAt(9));
  answer();
  expect(asked).toEqual(["read 1", "restore 9"]);
});

test("a copy is taken between two jobs, and applies go on while it is written", () => {
  const { applier, asked, answer } = byHand(noops);
  applier.committed(2);
  applier.pump();
  applier.take();
  answer();
  applier.committed(3);
  applier.pump();
  expect(asked).toEqual(["apply 1-2", "take 2"]);
  answer();
  expect(asked).toEqual(["apply 1-2", "take 2", "apply 3-3"]);
});

test("a second copy waits for the end of the first, and applies do not wait for either", () => {
  const { applier, asked, answer } = byHand(noops);
  applier.take();
  applier.pump();
  answer();
  applier.take();
  applier.committed(1);
  applier.pump();
  expect(asked).toEqual(["take 0", "apply 1-1"]);
});

test("a state that is ahead of a log which lost its end neither applies nor restores what it holds already", () => {
  const { applier, asked, answer } = byHand(noops);
  applier.committed(9);
  applier.pump();
  answer();
  applier.committed(4);
  applier.restore(snapshotAt(6));
  applier.pump();
  applier.committed(11);
  applier.pump();
  expect(asked).toEqual(["apply 1-9", "apply 10-11"]);
  expect(applier.appliedIndex).toBe(9);
});
