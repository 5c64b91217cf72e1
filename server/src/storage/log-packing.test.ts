import { describe, expect, it } from "vitest";

import { packEntries } from "../raft/entry-codec.ts";
import { packWrites, unpackRows } from "./log-packing.ts";
import { entriesOf } from "./log-examples.ts";

const MEBIBYTE = 1024 * 1024;

describe("packing for the log's thread", () => {
  it("hands over a buffer made to measure, with each write's entries as the leader packed them", () => {
    const first = entriesOf(1, [1, 1]);
    const second = entriesOf(3, [2]);
    const { sent, buffer } = packWrites([
      { truncateFrom: null, hardState: null, entries: first },
      { truncateFrom: 3, hardState: { term: 2, vote: null }, entries: second },
    ]);
    expect(new Uint8Array(buffer)).toEqual(
      new Uint8Array([...packEntries(first), ...packEntries(second)]),
    );
    expect(sent).toMatchObject([
      { truncateFrom: null, hardState: null, rows: [{ firstIndex: 1, lastIndex: 2, offset: 0 }] },
      { truncateFrom: 3, hardState: { term: 2 }, rows: [{ firstIndex: 3, lastTerm: 2 }] },
    ]);
  });

  it("splits what is larger than a row may be, since a reader takes whole rows", () => {
    const entries = entriesOf(1, [1, 1, 1, 1, 1]).map((entry) => ({
      ...entry,
      data: new Uint8Array(0.4 * MEBIBYTE),
    }));
    const { sent, buffer } = packWrites([{ truncateFrom: null, hardState: null, entries }]);
    const rows = sent[0]?.rows ?? [];
    expect(rows.map((row) => [row.firstIndex, row.lastIndex])).toEqual([
      [1, 2],
      [3, 4],
      [5, 5],
    ]);
    expect(unpackRows({ kind: "rows", buffer, lengths: rows.map((row) => row.length) })).toEqual(
      entries,
    );
  });
});
