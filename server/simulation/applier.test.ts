import { expect, test } from "vitest";
import { SeededRandom } from "./seeded-random.ts";
import { US_PER_MS, VirtualClock } from "./virtual-clock.ts";
import { Lifeline, VirtualTime } from "./virtual-time.ts";
import { LocalChat } from "../src/chat/local-chat.ts";
import { MemoryDisk } from "../src/storage/memory-disk.ts";
import { openMemoryLogStore } from "../src/storage/memory-log-store.ts";
import { noops } from "../src/raft/test-messages.ts";
import { Applier } from "../src/node/applier.ts";

/** An applier over the real chat in memory; every committed entry is in the leader's memory. */
function newApplier(asked: { isAwaited: boolean; isWatched: boolean }) {
  const time = new VirtualTime();
  const prompt = { wallOffsetMs: 0, turnMaxUs: 0, timerLateMaxUs: 0 };
  const clock = new VirtualClock(time, new Lifeline(), new SeededRandom(1, "applier"), prompt);
  const jobs: { readonly atMs: number; readonly entries: number }[] = [];
  const applier = new Applier({
    clock,
    store: openMemoryLogStore({ disk: new MemoryDisk(), clock, latencyMs: () => 0 }),
    stateMachine: new LocalChat({ clock, location: ":memory:" }),
    appliedIndex: 0,
    entriesInMemory: (from, until) => noops(from, until),
    isAwaited: () => asked.isAwaited,
    isWatched: () => asked.isWatched,
    wantsResults: () => false,
    take: () => undefined,
    restore: () => undefined,
    done: (entries) => void jobs.push({ atMs: clock.now(), entries: entries.length }),
  });
  /** Commits one entry each ms, as a driver does, which pumps at each turn. */
  const commitFor = (ms: number): void => {
    const from = applier.appliedIndex;
    const startMs = clock.now();
    for (let passed = 0; passed < ms; passed += 1) {
      applier.committed(from + passed + 1);
      applier.pump();
      const until = (startMs + passed + 1) * US_PER_MS;
      time.schedule(until - time.nowUs, null, () => undefined);
      while (time.nowUs < until) time.runNext();
    }
  };
  return { applier, jobs, commitFor };
}

test("where nobody waits or watches, entries are applied in larger batches", () => {
  const { jobs, commitFor } = newApplier({ isAwaited: false, isWatched: false });
  commitFor(120);
  expect(jobs.map(({ atMs }) => Math.round(atMs))).toEqual([50, 101]);
  expect(jobs.every(({ entries }) => entries > 40)).toBe(true);
});

test("where somebody watches, a few entries a second are applied at once, many in batches", () => {
  const { jobs, commitFor } = newApplier({ isAwaited: false, isWatched: true });
  commitFor(2);
  expect(jobs.map(({ entries }) => entries)).toEqual([1, 1]);
  commitFor(300);
  expect(jobs.at(-1)?.entries).toBeGreaterThan(15);
});

test("who begins to wait does not wait for the batch", () => {
  const asked = { isAwaited: false, isWatched: false };
  const { applier, jobs, commitFor } = newApplier(asked);
  commitFor(10);
  expect(jobs).toEqual([]);
  asked.isAwaited = true;
  commitFor(1);
  expect(applier.appliedIndex).toBeGreaterThan(0);
});
