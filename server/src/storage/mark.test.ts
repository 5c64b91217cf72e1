import { describe, expect, it } from "vitest";

import type { HardState, RaftId } from "../raft/types.ts";
import { baseOf, inTerm, standing, writeOf } from "./log-examples.ts";
import {
  FIRST_MARK,
  type FoundLog,
  judge,
  type LogEnd,
  type Mark,
  markAfter,
  markAtStart,
  markBefore,
} from "./mark.ts";

const end = (index: number, term = 1): LogEnd => ({ index, term, chain: index * 7 + term });
const marked = (changes: Partial<Mark> = {}): Mark => ({
  ...FIRST_MARK,
  incarnation: 3,
  hardState: inTerm(4),
  end: end(10),
  ...changes,
});
const found = (changes: Partial<FoundLog> = {}): FoundLog => ({
  flaw: null,
  hardState: inTerm(4),
  baseIndex: 0,
  lastIndex: 10,
  atMark: end(10),
  ...changes,
});
const other = "00000000000000b2" as RaftId;

describe("the verdict on a log at a start", () => {
  it.each<[string, Partial<FoundLog>, Partial<Mark>]>([
    ["it ends where the mark is", {}, {}],
    ["a commit was not marked any more before the end", { lastIndex: 12 }, {}],
    ["nothing was ever held", { lastIndex: 0, atMark: null }, { end: FIRST_MARK.end }],
    ["the mark is at the base", { baseIndex: 10, atMark: null }, {}],
    ["the mark is behind an installed base", { baseIndex: 50, lastIndex: 50, atMark: null }, {}],
    ["its term is newer than the mark's", { hardState: { term: 5, vote: null } }, {}],
    [
      "it has a vote that the mark lacks",
      { hardState: inTerm(4) },
      { hardState: { term: 4, vote: null } },
    ],
  ])("takes it for whole when %s", (_what, log, mark) => {
    expect(judge(marked(mark), found(log)).amnesia).toBeNull();
  });

  it.each<[string, Partial<FoundLog>, RegExp]>([
    ["it ends before the mark", { lastIndex: 9, atMark: null }, /ends at entry 9.*entry 10/],
    [
      "another term stands at the mark",
      { atMark: { ...end(10), term: 2 } },
      /entry 10 is not the one/,
    ],
    [
      "another chain leads to the mark",
      { atMark: { ...end(10), chain: 1 } },
      /entry 10 is not the one/,
    ],
    ["its term is older than the mark's", { hardState: inTerm(3) }, /term or vote is older/],
    ["its vote is gone", { hardState: { term: 4, vote: null } }, /term or vote is older/],
    ["its vote is another one", { hardState: { term: 4, vote: other } }, /term or vote is older/],
    ["a check value is wrong", { flaw: "the check value is wrong" }, /check value/],
    [
      "a base is in front of the mark and nothing behind it",
      { baseIndex: 9, lastIndex: 9, atMark: null },
      /ends at entry 9/,
    ],
  ])("finds that it lost something when %s", (_what, log, amnesia) => {
    expect(judge(marked(), found(log)).amnesia).toMatch(amnesia);
  });

  it.each<[HardState, HardState, HardState]>([
    [inTerm(4), inTerm(5), inTerm(5)],
    [inTerm(5), inTerm(4), inTerm(5)],
    [{ term: 4, vote: null }, inTerm(4), inTerm(4)],
    [inTerm(4), { term: 4, vote: null }, inTerm(4)],
    [{ term: 4, vote: other }, inTerm(4), inTerm(4)],
  ])("of %j in the log and %j in the mark it goes by %j", (inLog, inMark, effective) => {
    const verdict = judge(marked({ hardState: inMark }), found({ hardState: inLog }));
    expect(verdict.hardState).toEqual(effective);
  });
});

describe("the mark before a write", () => {
  const before = (mark: Mark, ...writes: Parameters<typeof writeOf>[0][]) =>
    markBefore(mark, writes.map(writeOf), (index) => end(index));

  it("is left alone by what only grows", () => {
    expect(before(marked(), { hardState: inTerm(5) }, { base: baseOf(20, 2) })).toBeNull();
    expect(before(marked(), { truncateFrom: 11 })).toBeNull();
  });

  it("is lowered to the deepest cut of all writes, with the old term", () => {
    expect(
      before(marked(), { truncateFrom: 8, hardState: inTerm(5) }, { truncateFrom: 5 }),
    ).toEqual(marked({ end: end(4) }));
  });

  it("is never lowered while recovering, nor when recovery begins with the cut", () => {
    expect(before(marked({ isRecovering: true }), { truncateFrom: 5 })).toBeNull();
    const begun = standing({ incarnation: 9, isRecovering: true });
    expect(before(marked(), { truncateFrom: 5, standing: begun })).toEqual(
      marked({ incarnation: 9, isRecovering: true }),
    );
  });

  it("says nothing yet of a recovery that ends", () => {
    expect(before(marked({ isRecovering: true }), { standing: standing({}) })).toBeNull();
  });
});

describe("the mark after a write", () => {
  const after = (mark: Mark, logEnd: LogEnd, ...writes: Parameters<typeof writeOf>[0][]) =>
    markAfter(mark, writes.map(writeOf), logEnd);

  it("grows without a sync of its own", () => {
    expect(after(marked(), end(12), {})).toEqual({
      mark: marked({ end: end(12) }),
      mustSync: false,
    });
  });

  it("is synced for a term, a vote or a standing", () => {
    expect(after(marked(), end(10), { hardState: inTerm(6) })).toEqual({
      mark: marked({ hardState: inTerm(6) }),
      mustSync: true,
    });
    const seen = [{ id: other, incarnation: 2, nonce: "x" }];
    const told = standing({ incarnation: 3, seen });
    expect(after(marked(), end(10), { standing: told })).toEqual({
      mark: marked({ seen }),
      mustSync: true,
    });
  });

  it("keeps the higher end while recovering, and takes the new one when that ends", () => {
    const lost = marked({ isRecovering: true });
    expect(after(lost, end(7), {}).mark.end).toEqual(end(10));
    expect(after(lost, end(11), {}).mark.end).toEqual(end(11));
    expect(after(lost, end(7), { standing: standing({ incarnation: 3 }) }).mark).toEqual(
      marked({ end: end(7) }),
    );
  });

  it("keeps the note that the log must be copied, until a start has done it", () => {
    expect(after(marked({ mustRecopy: true }), end(11), {}).mark.mustRecopy).toBe(true);
    expect(markAtStart(marked({ mustRecopy: true }), inTerm(4), end(10))).toEqual(
      marked({ incarnation: 4 }),
    );
  });
});
