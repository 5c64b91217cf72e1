/** The parts of the log store's contract that speak of lost ends, of what a node may promise, and of compaction. */
import fc from "fast-check";
import { expect, it } from "vitest";

import type { Entry, Index, RaftId } from "../raft/types.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { baseOf, entriesOf, inTerm, standing, writeOf } from "./log-examples.ts";
import type { LogBench, LogStoreHarness } from "./log-bench.ts";

const other = "00000000000000b2" as RaftId;
const recovering = { standing: { isRecovering: true } };
const sound = { standing: { isRecovering: false } };

/** Two batches, [1, 2, 3] and [4, 5, 6]. */
async function twoBatches({ write }: LogBench): Promise<void> {
  await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1, 1, 1]) }));
  await write(writeOf({ entries: entriesOf(4, [1, 1, 1]) }));
}

function all({ read }: LogBench, from: Index = 1): Promise<readonly Entry[]> {
  return read(from, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

export function describeStanding(bench: LogBench): void {
  it("counts its starts", async () => {
    for (const incarnation of [2, 3, 4])
      expect(await bench.reopen()).toMatchObject({ standing: { incarnation } });
  });

  it("keeps a standing that is written alone, and raises it at the next start", async () => {
    const seen = [{ id: other, incarnation: 7, nonce: "0a1b" }];
    await bench.write(writeOf({ standing: standing({ incarnation: 40, seen }) }));
    expect((await bench.reopen()).standing).toEqual({ incarnation: 41, isRecovering: false, seen });
  });

  const damages: readonly [string, (harness: LogStoreHarness) => void, Index][] = [
    ["an entry rots", (harness) => harness.rot(5), 5],
    ["its first entry rots", (harness) => harness.rot(1), 1],
    ["its newest write is gone although it was synced", (harness) => harness.loseEnd(), 4],
    ["it is gone as a whole", (harness) => harness.loseLog(), 1],
  ];
  it.each(damages)(
    "recovers when %s, with what is sound, and remembers it",
    async (_what, damage, lost) => {
      await twoBatches(bench);
      await bench.harm(damage);
      const stored = await bench.load();
      expect(stored).toMatchObject({ ...recovering, hardState: inTerm(1) });
      expect(stored.lastIndex).toBeLessThan(lost);
      expect(await all(bench)).toEqual(entriesOf(1, [1, 1, 1, 1, 1, 1]).slice(0, stored.lastIndex));
      expect(await bench.reopen()).toMatchObject({ ...recovering, lastIndex: stored.lastIndex });
    },
  );

  it("recovers when its newest vote is gone, and still knows the vote", async () => {
    await twoBatches(bench);
    await bench.write(writeOf({ hardState: inTerm(5), entries: entriesOf(7, [5]) }));
    await bench.harm((harness) => harness.loseLog());
    expect(await bench.load()).toMatchObject({ ...recovering, hardState: inTerm(5) });
  });

  it("goes on recovering however much is refilled or cut, until it is told otherwise", async () => {
    await twoBatches(bench);
    await bench.harm((harness) => harness.loseEnd());
    const { lastIndex } = await bench.load();
    await bench.write(
      writeOf({ hardState: inTerm(3), truncateFrom: 2, entries: entriesOf(2, [3, 3, 3, 3, 3, 3]) }),
    );
    expect(lastIndex).toBe(3);
    expect(await bench.reopen()).toMatchObject({ ...recovering, lastIndex: 7 });
    await bench.write(writeOf({ truncateFrom: 4 }));
    expect(await bench.reopen()).toMatchObject({ ...recovering, lastIndex: 3 });
  });

  it("is whole again with the end that it has when recovery ends, shorter than before or not", async () => {
    await twoBatches(bench);
    await bench.harm((harness) => harness.loseEnd());
    await bench.load();
    const standingNow = standing({ incarnation: 2 });
    await bench.write(
      writeOf({ hardState: inTerm(2), entries: entriesOf(4, [2]), standing: standingNow }),
    );
    expect(await bench.reopen()).toMatchObject({ ...sound, lastIndex: 4, hardState: inTerm(2) });
    await bench.harm((harness) => harness.loseEnd());
    expect(await bench.load()).toMatchObject(recovering);
  });

  it("takes a log that was cut for whole, wherever the cut was", async () => {
    await twoBatches(bench);
    for (const from of [6, 5, 4, 2, 1]) {
      await bench.write(writeOf({ truncateFrom: from }));
      expect(await bench.reopen()).toMatchObject({ ...sound, lastIndex: from - 1 });
    }
  });

  it("begins to recover when it is told to, and its log stays", async () => {
    await twoBatches(bench);
    await bench.write(writeOf({ standing: standing({ incarnation: 9, isRecovering: true }) }));
    expect(await bench.reopen()).toMatchObject({ ...recovering, lastIndex: 6 });
    expect((await all(bench)).length).toBe(6);
  });

  it("refuses to start without its mark, with a sentence that says what to do", async () => {
    await twoBatches(bench);
    await bench.harm((harness) => harness.loseMark());
    const refusal: unknown = await bench.load().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(FolderRefusal);
    expect(String(refusal)).toMatch(/mark .* cannot be used.*parley cluster replace/s);
  });
}

export function describeCompaction(bench: LogBench): void {
  it.each([
    ["where a batch ends", 3],
    ["in the middle of the first batch", 2],
    ["in the middle of a later batch", 5],
    ["at the end of the log", 6],
  ])("begins behind a base %s, and goes on", async (_place, index) => {
    await twoBatches(bench);
    const base = baseOf(index, 1);
    await bench.write(writeOf({ base }));
    const expected = entriesOf(1, [1, 1, 1, 1, 1, 1, 1]).slice(index, 6);
    expect(await bench.reopen()).toMatchObject({
      ...sound,
      baseIndex: index,
      baseTerm: 1,
      lastIndex: 6,
      configurations: [base.configuration],
      lastTime: 1_006,
      termRuns: expected.length === 0 ? [] : [{ first: index + 1, term: 1 }],
    });
    expect(await bench.read(1, 9, 1_000)).toEqual([]);
    expect(await bench.read(index, 9, 1_000)).toEqual([]);
    await bench.write(writeOf({ hardState: inTerm(2), entries: entriesOf(7, [2]) }));
    await bench.reopen();
    expect(await all(bench, index + 1)).toEqual([...expected, ...entriesOf(7, [2])]);
  });

  it("holds nothing but the base when a snapshot from elsewhere goes further than the log", async () => {
    await twoBatches(bench);
    await bench.write(writeOf({ base: baseOf(100, 3), hardState: inTerm(3) }));
    const empty = {
      ...sound,
      baseIndex: 100,
      baseTerm: 3,
      lastIndex: 100,
      termRuns: [],
      lastTime: 1_100,
    };
    expect(await bench.reopen()).toMatchObject(empty);
    await bench.write(writeOf({ entries: entriesOf(101, [3, 3]) }));
    expect(await bench.reopen()).toMatchObject({ ...sound, baseIndex: 100, lastIndex: 102 });
    expect(await all(bench, 101)).toEqual(entriesOf(101, [3, 3]));
  });

  it("replaces what conflicts with a snapshot, in one write", async () => {
    await twoBatches(bench);
    const base = baseOf(4, 2);
    await bench.write(
      writeOf({ truncateFrom: 4, base, hardState: inTerm(2), entries: entriesOf(5, [2]) }),
    );
    expect(await bench.reopen()).toMatchObject({
      ...sound,
      baseIndex: 4,
      baseTerm: 2,
      lastIndex: 5,
    });
  });

  it("is cut behind its base like any log", async () => {
    await twoBatches(bench);
    await bench.write(writeOf({ base: baseOf(2, 1) }));
    for (const from of [6, 4, 3]) {
      await bench.write(writeOf({ truncateFrom: from }));
      expect(await bench.reopen()).toMatchObject({ ...sound, baseIndex: 2, lastIndex: from - 1 });
    }
    await bench.write(writeOf({ hardState: inTerm(2), entries: entriesOf(3, [2, 2]) }));
    await bench.reopen();
    expect(await all(bench, 3)).toEqual(entriesOf(3, [2, 2]));
  });

  it("moves its base again and again", async () => {
    await twoBatches(bench);
    for (const index of [1, 2, 3, 5]) {
      await bench.write(writeOf({ base: baseOf(index, 1) }));
      expect(await bench.reopen()).toMatchObject({ ...sound, baseIndex: index, lastIndex: 6 });
    }
    expect(await all(bench, 6)).toEqual(entriesOf(6, [1]));
  });

  it("recovers behind its base when what is there rots", async () => {
    await twoBatches(bench);
    await bench.write(writeOf({ base: baseOf(2, 1) }));
    await bench.harm((harness) => harness.rot(3));
    const stored = await bench.load();
    expect(stored).toMatchObject({ ...recovering, baseIndex: 2, lastIndex: 2 });
    await bench.write(writeOf({ entries: entriesOf(3, [1]) }));
    expect(await bench.reopen()).toMatchObject({ ...recovering, baseIndex: 2, lastIndex: 3 });
  });

  it("takes a log for whole whose lost end is behind no base, and not one behind it", async () => {
    await twoBatches(bench);
    await bench.write(writeOf({ base: baseOf(6, 1) }));
    expect(await bench.reopen()).toMatchObject({ ...sound, lastIndex: 6 });
    await bench.write(writeOf({ entries: entriesOf(7, [1]) }));
    await bench.harm((harness) => harness.loseEnd());
    expect(await bench.load()).toMatchObject({ ...recovering, baseIndex: 6, lastIndex: 6 });
  });

  it("is whole after any history of appends, cuts, compactions and restarts", async () => {
    const steps = fc.array(
      fc.record({
        cut: fc.option(fc.nat(6), { nil: null }),
        compact: fc.option(fc.nat(8), { nil: null }),
        count: fc.nat(5),
        restarts: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    );
    let term = 0;
    let base = 0;
    let model: Entry[] = [];
    const property = fc.asyncProperty(steps, async (history) => {
      for (const { cut, compact, count, restarts } of history) {
        term += 1;
        const last = base + model.length;
        const truncateFrom = cut === null || cut >= model.length ? null : last - cut;
        if (truncateFrom !== null) model = model.filter(({ index }) => index < truncateFrom);
        const room = Math.min(compact ?? 0, model.length);
        const at = model[room - 1];
        if (at !== undefined) base = at.index;
        model = model.filter(({ index }) => index > base);
        const first = base + model.length + 1;
        const entries = entriesOf(
          first,
          Array.from({ length: count }, () => term),
        );
        model.push(...entries);
        const change = { truncateFrom, base: at === undefined ? null : baseOf(base, at.term) };
        await bench.write(writeOf({ ...change, hardState: inTerm(term), entries }));
        if (!restarts) continue;
        const lastIndex = base + model.length;
        expect(await bench.reopen()).toMatchObject({ ...sound, baseIndex: base, lastIndex });
        expect(await all(bench, base + 1)).toEqual(model);
      }
    });
    await fc.assert(property, { numRuns: 6, endOnFailure: true });
  });
}
