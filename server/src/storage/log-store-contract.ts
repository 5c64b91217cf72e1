/** What every LogStore keeps, whatever is below it. Each twin's test calls `describeLogStore`. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { AssertionFailure } from "../lib/assert.ts";
import type { LogStore, LogWrite } from "../ports.ts";
import type { Entry, Index } from "../raft/types.ts";
import { entriesOf, inTerm, writeOf } from "./log-examples.ts";
import type { LogBench, LogStoreHarness } from "./log-bench.ts";
import { describeCompaction, describeStanding } from "./log-standing-contract.ts";

/** LIMITS.entryBytes: the largest entry there is. */
const LARGEST_ENTRY_BYTES = 256 * 1024;

export function describeLogStore(name: string, makeHarness: () => LogStoreHarness): void {
  describe(`log store contract: ${name}`, () => {
    let harness: LogStoreHarness;
    let store: LogStore;

    beforeEach(async () => {
      harness = makeHarness();
      store = harness.open();
      await store.load();
    });

    afterEach(async () => {
      await store.close();
      harness.dispose();
    });

    async function write(...writes: readonly LogWrite[]): Promise<void> {
      await new Promise<void>((resolve) => {
        store.write(writes, resolve);
        harness.settle();
      });
    }

    async function read(from: Index, until: Index, maxBytes: number): Promise<readonly Entry[]> {
      return await new Promise((resolve) => {
        store.read(from, until, maxBytes, resolve);
        harness.settle();
      });
    }

    async function reopen(): ReturnType<LogStore["load"]> {
      await store.close();
      store = harness.open();
      return await store.load();
    }

    const all = (): Promise<readonly Entry[]> =>
      read(1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);

    it("knows nothing at first", async () => {
      expect(await reopen()).toEqual({
        hardState: { term: 0, vote: null },
        baseIndex: 0,
        baseTerm: 0,
        lastIndex: 0,
        termRuns: [],
        configurations: [],
        lastTime: 0,
        bytes: 0,
        standing: { incarnation: 2, isRecovering: false, seen: [] },
      });
    });

    it("gives back after a restart what it acknowledged", async () => {
      const [first, ...rest] = entriesOf(1, [1, 1, 2, 2, 4]);
      const configuration: Entry = { ...entriesOf(1, [1])[0], kind: "configuration" } as Entry;
      await write(writeOf({ hardState: { term: 4, vote: null }, entries: [configuration] }));
      await write(writeOf({ hardState: inTerm(4), entries: rest }));
      expect(await reopen()).toEqual({
        hardState: inTerm(4),
        baseIndex: 0,
        baseTerm: 0,
        lastIndex: 5,
        termRuns: [
          { first: 1, term: 1 },
          { first: 3, term: 2 },
          { first: 5, term: 4 },
        ],
        configurations: [configuration],
        lastTime: 1_005,
        bytes: expect.any(Number),
        standing: { incarnation: 2, isRecovering: false, seen: [] },
      });
      expect(await all()).toEqual([configuration, ...rest]);
      expect(first?.kind).toBe("command");
    });

    it("goes on after a restart where it stopped", async () => {
      await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1, 1]) }));
      await reopen();
      await write(writeOf({ entries: entriesOf(3, [1, 1]) }));
      await reopen();
      expect(await all()).toEqual(entriesOf(1, [1, 1, 1, 1]));
    });

    it("answers never before the call returns", async () => {
      let isReturned = false;
      await new Promise<void>((resolve) => {
        store.write([writeOf({ hardState: inTerm(1) })], () => {
          expect(isReturned).toBe(true);
          resolve();
        });
        isReturned = true;
        harness.settle();
      });
    });

    it("takes one write at a time", async () => {
      await new Promise<void>((resolve) => {
        store.write([writeOf({ hardState: inTerm(1) })], resolve);
        expect(() => store.write([writeOf({ hardState: inTerm(2) })], () => undefined)).toThrow(
          AssertionFailure,
        );
        harness.settle();
      });
    });

    it("takes the next write from within the answer", async () => {
      await new Promise<void>((resolve) => {
        store.write([writeOf({ hardState: inTerm(1) })], () => {
          store.write([writeOf({ hardState: inTerm(2) })], resolve);
          harness.settle();
        });
        harness.settle();
      });
      expect((await reopen()).hardState).toEqual(inTerm(2));
    });

    it("keeps term and vote when only entries are written, and entries when only they are", async () => {
      await write(writeOf({ hardState: inTerm(3), entries: entriesOf(1, [3]) }));
      await write(writeOf({ entries: entriesOf(2, [3]) }));
      await write(writeOf({ hardState: { term: 5, vote: null } }));
      expect(await reopen()).toMatchObject({ hardState: { term: 5, vote: null }, lastIndex: 2 });
    });

    it.each([
      ["where a batch begins", 4],
      ["in the middle of a batch", 5],
      ["in the first batch", 2],
      ["everything", 1],
    ])("cuts the log %s and goes on in a later term", async (_place, from) => {
      await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1, 1, 1]) }));
      await write(writeOf({ entries: entriesOf(4, [1, 1, 1]) }));
      await write(
        writeOf({ truncateFrom: from, hardState: inTerm(2), entries: entriesOf(from, [2, 2], 9) }),
      );
      const expected = [
        ...entriesOf(1, [1, 1, 1, 1, 1, 1]).slice(0, from - 1),
        ...entriesOf(from, [2, 2], 9),
      ];
      expect(await all()).toEqual(expected);
      expect(await reopen()).toMatchObject({ lastIndex: from + 1, lastTime: 1_000 + from + 1 });
      expect(await all()).toEqual(expected);
    });

    it("forgets a configuration that is cut", async () => {
      const configuration: Entry = {
        index: 2,
        term: 1,
        time: 5_000,
        kind: "configuration",
        data: new Uint8Array(9),
      };
      await write(
        writeOf({ hardState: inTerm(1), entries: [...entriesOf(1, [1]), configuration] }),
      );
      await write(writeOf({ truncateFrom: 2 }));
      expect(await reopen()).toMatchObject({ lastIndex: 1, configurations: [] });
    });

    it("does several writes of one call in their order", async () => {
      await write(
        writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1, 1]) }),
        writeOf({ truncateFrom: 2, hardState: inTerm(2), entries: entriesOf(2, [2]) }),
        writeOf({ entries: entriesOf(3, [2]) }),
      );
      await reopen();
      expect(await all()).toEqual([...entriesOf(1, [1]), ...entriesOf(2, [2, 2])]);
    });

    it("keeps the largest entries whole, and reads at least one of them at a time", async () => {
      const entries = entriesOf(1, [1, 1, 1]).map((entry, position) => ({
        ...entry,
        data: new Uint8Array(LARGEST_ENTRY_BYTES).fill(position + 1),
      }));
      await write(writeOf({ hardState: inTerm(1), entries }));
      await reopen();
      expect(await all()).toEqual(entries);
      expect((await read(2, 3, 10)).map((entry) => entry.index)).toEqual([2]);
      expect((await read(1, 3, 2 * LARGEST_ENTRY_BYTES)).map((entry) => entry.index)).toEqual([
        1, 2,
      ]);
    });

    it("reads a range across batches, both ends included", async () => {
      await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1, 1, 1]) }));
      await write(writeOf({ entries: entriesOf(4, [1, 1, 1]) }));
      expect(await read(2, 5, 1_000)).toEqual(entriesOf(1, [1, 1, 1, 1, 1, 1]).slice(1, 5));
      expect(await read(4, 4, 1_000)).toEqual(entriesOf(4, [1]));
    });

    it("reads nothing where the log no longer reaches", async () => {
      await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1, 1, 1]) }));
      await write(writeOf({ truncateFrom: 2 }));
      expect(await read(2, 3, 1_000)).toEqual([]);
    });

    it("answers reads while a write is under way", async () => {
      await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1]) }));
      const answers: string[] = [];
      await new Promise<void>((resolve) => {
        const answered = (what: string): void => {
          answers.push(what);
          if (answers.length === 3) resolve();
        };
        store.read(1, 1, 1_000, () => answered("read"));
        store.write([writeOf({ entries: entriesOf(2, [1]) })], () => answered("write"));
        store.read(1, 1, 1_000, () => answered("read"));
        harness.settle();
      });
      expect(answers.toSorted()).toEqual(["read", "read", "write"]);
    });

    it("finishes the write under way when it is closed", async () => {
      await write(writeOf({ hardState: inTerm(1), entries: entriesOf(1, [1]) }));
      const answers: string[] = [];
      store.write([writeOf({ entries: entriesOf(2, [1]) })], () => answers.push("write"));
      const closed = store.close();
      harness.settle();
      await closed;
      store = harness.open();
      expect((await store.load()).lastIndex).toBe(2);
      expect(answers).toContain("write");
    });

    const bench: LogBench = {
      write,
      read,
      reopen,
      /** Opens another store on what the damage left; nothing is loaded yet. */
      harm: async (damage) => {
        await store.close();
        damage(harness);
        store = harness.open();
      },
      load: () => store.load(),
    };
    describeStanding(bench);
    describeCompaction(bench);

    it("equals a plain list after any history of appends, cuts and restarts", async () => {
      const steps = fc.array(
        fc.record({
          cut: fc.option(fc.nat(12), { nil: null }),
          sizes: fc.array(fc.nat(40), { maxLength: 5 }),
        }),
        { minLength: 1, maxLength: 10 },
      );
      // Histories go on on the same log, each in terms of its own, and end in a restart.
      let term = 0;
      const model: Entry[] = [];
      const property = fc.asyncProperty(steps, async (history) => {
        for (const { cut, sizes } of history) {
          term += 1;
          const truncateFrom =
            cut === null || model.length === 0 ? null : Math.max(1, model.length - cut);
          if (truncateFrom !== null) model.length = truncateFrom - 1;
          const entries = sizes.map((size, position): Entry => ({
            index: model.length + 1 + position,
            term,
            time: term,
            kind: "command",
            data: new Uint8Array(size).fill(term),
          }));
          model.push(...entries);
          await write(writeOf({ truncateFrom, hardState: inTerm(term), entries }));
        }
        expect((await reopen()).lastIndex).toBe(model.length);
        expect(await all()).toEqual(model);
      });
      await fc.assert(property, { numRuns: 8, endOnFailure: true });
    });
  });
}
