import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RaftLog } from "./log.ts";
import { storedLog } from "./test-cluster.ts";
import type { Entry, Index, Term } from "./types.ts";

const CACHE_BYTES = 1_000;

/** The same log as a plain array of entries from index 1, and what is durable, committed and applied. */
interface Naive {
  entries: Entry[];
  readonly firstInMemory: Index;
}

type Move =
  | { readonly kind: "append"; readonly rises: readonly number[]; readonly bytes: number }
  | { readonly kind: "truncate"; readonly share: number }
  | { readonly kind: "durable" | "commit" | "apply"; readonly share: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("append"),
      // Mostly the same term, as it is.
      rises: fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 1, maxLength: 5 }),
      bytes: fc.nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("truncate"), share: fc.nat(100) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("durable", "commit", "apply"),
      share: fc.nat(100),
    }),
  },
);
const oldTerms = fc.array(fc.constantFrom(0, 0, 1, 3), { maxLength: 6 }).map((rises) =>
  rises.map(
    (
      (term) => (rise) =>
        (term += rise)
    )(1),
  ),
);
const moves = fc.array(move, { maxLength: 40 });

function open(terms: readonly Term[]): { readonly log: RaftLog; readonly naive: Naive } {
  const stored = storedLog(3, terms, { term: 1, vote: null });
  const entries = [1, ...terms].map((term, at) => entryOf(at + 1, term, 0));
  return {
    log: new RaftLog(stored, 0, CACHE_BYTES),
    naive: { entries, firstInMemory: entries.length + 1 },
  };
}

function entryOf(index: Index, term: Term, bytes: number): Entry {
  return { index, term, time: 0, kind: "command", data: new Uint8Array(bytes) };
}

function between(low: number, high: number, share: number): number {
  return low + Math.trunc(((high - low) * share) / 100);
}

function play(log: RaftLog, naive: Naive, one: Move): void {
  const last = naive.entries.length;
  if (one.kind === "append") {
    let term = naive.entries.at(-1)?.term ?? 1;
    const fresh = one.rises.map((rise, at) => entryOf(last + 1 + at, (term += rise), one.bytes));
    naive.entries.push(...fresh);
    log.append(fresh);
  } else if (one.kind === "truncate") {
    if (log.commitIndex === last) return;
    const from = between(log.commitIndex + 1, last, one.share);
    naive.entries = naive.entries.slice(0, from - 1);
    log.truncateFrom(from);
  } else if (one.kind === "durable") log.durableIndex = between(log.durableIndex, last, one.share);
  else if (one.kind === "commit") log.commitIndex = between(log.commitIndex, last, one.share);
  else {
    log.appliedIndex = between(log.appliedIndex, log.commitIndex, one.share);
    log.evict();
  }
}

/** After every move of every run. */
function always(check: (log: RaftLog, naive: Naive) => void): void {
  fc.assert(
    fc.property(oldTerms, moves, (terms, all) => {
      const { log, naive } = open(terms);
      for (const one of all) {
        play(log, naive, one);
        check(log, naive);
      }
    }),
  );
}

describe("the log against a plain array", () => {
  test("knows the term of every entry and of no other", () => {
    always((log, { entries }) => {
      expect(log.lastIndex).toBe(entries.length);
      expect(log.lastTerm).toBe(entries.at(-1)?.term ?? 0);
      for (let index = 1; index <= entries.length + 1; index += 1)
        expect(log.termAt(index)).toBe(entries[index - 1]?.term);
      expect(log.termAt(0)).toBe(0);
      expect(log.termAt(-1)).toBeUndefined();
    });
  });

  test("finds where two logs may still agree, by one answer (§5.3)", () => {
    always((log, { entries }) => {
      for (let index = 0; index <= entries.length + 2; index += 2) {
        for (let term = 0; term <= log.lastTerm + 1; term += 1) {
          const naive = entries.findLast((one) => one.index <= index && one.term <= term);
          expect(log.lastIndexNotAbove(index, term)).toBe(naive?.index ?? 0);
        }
      }
    });
  });

  test("is compared by the last term first and then by length (§5.4.1, raft.md bug 3)", () => {
    always((log, { entries }) => {
      const last = entries.at(-1) ?? entryOf(0, 0, 0);
      for (const term of [last.term - 1, last.term, last.term + 1]) {
        for (const index of [last.index - 1, last.index, last.index + 1]) {
          const isUpToDate = term === last.term ? index >= last.index : term > last.term;
          expect(log.isUpToDate(index, term)).toBe(isUpToDate);
        }
      }
    });
  });

  test("keeps in memory the very entries, and all that are not durable and applied", () => {
    always((log, { entries, firstInMemory }) => {
      for (let index = 1; index <= entries.length; index += 1) {
        if (log.isCached(index)) {
          expect(log.cached(index, index, 1)).toEqual([entries[index - 1]]);
          continue;
        }
        const isDone = index <= Math.min(log.appliedIndex, log.durableIndex);
        expect(isDone || index < firstInMemory).toBe(true);
      }
      expect(log.isCached(entries.length + 1)).toBe(false);
    });
  });

  test("lets go of what is durable and applied when it grows over its bound", () => {
    const { log } = open([]);
    for (let index = 2; index <= 100; index += 1) log.append([entryOf(index, 1, 100)]);
    log.durableIndex = 100;
    log.commitIndex = 100;
    log.appliedIndex = 90;
    log.evict();
    expect(log.isCached(90)).toBe(false);
    expect(log.isCached(91)).toBe(true);
    log.appliedIndex = 100;
    log.evict();
    expect(log.isCached(99)).toBe(true);
    expect(log.isCached(91)).toBe(false);
  });

  test("keeps what is applied but not yet durable here", () => {
    const { log } = open([]);
    for (let index = 2; index <= 100; index += 1) log.append([entryOf(index, 1, 100)]);
    log.durableIndex = 50;
    log.commitIndex = 100;
    log.appliedIndex = 100;
    log.evict();
    expect(log.isCached(50)).toBe(false);
    expect(log.isCached(51)).toBe(true);
  });

  test("gives entries out by bytes, at least one, in order and no further than asked", () => {
    always((log, { entries }) => {
      const first = entries.find(({ index }) => log.isCached(index));
      if (first === undefined) return;
      for (const maxBytes of [1, 250, 10_000]) {
        const some = log.cached(first.index, entries.length - 1, maxBytes);
        const asked = entries.slice(first.index - 1, entries.length - 1);
        expect(some).toEqual(asked.slice(0, some.length));
        if (asked.length > 0) expect(some.length).toBeGreaterThan(0);
        if (maxBytes === 1) expect(some.length).toBeLessThanOrEqual(1);
      }
    });
  });

  test("never cuts what is committed: that is a broken invariant (raft.md bug 14)", () => {
    always((log) => {
      if (log.commitIndex === 0) return;
      expect(() => log.truncateFrom(log.commitIndex)).toThrow(/committed/);
    });
  });

  test("takes no entry out of order, and no term that falls (raft.md bug 19)", () => {
    const { log } = open([2]);
    expect(() => log.append([entryOf(4, 2, 0)])).toThrow(/gap/);
    expect(() => log.append([entryOf(3, 1, 0)])).toThrow(/fall/);
  });
});
