import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { AssertionFailure } from "../lib/assert.ts";
import { MalformedBytes } from "../lib/byte-reader.ts";
import { packEntries, unpackEntries } from "./entry-codec.ts";
import type { Entry, EntryKind } from "./types.ts";

const kinds: readonly EntryKind[] = ["noop", "command", "configuration"];
const step = fc.oneof(
  fc.nat(3),
  fc.maxSafeNat().map((value) => Math.floor(value / 64)),
);

/** Contiguous entries whose terms and times never fall. */
const batches: fc.Arbitrary<Entry[]> = fc
  .record({
    first: fc.integer({ min: 1, max: 2 ** 52 }),
    parts: fc.array(
      fc.record({
        term: step,
        time: step,
        kind: fc.constantFrom(...kinds),
        data: fc.uint8Array({ maxLength: 300 }),
      }),
      { maxLength: 20 },
    ),
  })
  .map(({ first, parts }) => {
    let term = 1;
    let time = 0;
    return parts.map((part, position) => {
      term += part.term;
      time += part.time;
      return { index: first + position, term, time, kind: part.kind, data: part.data };
    });
  });

const entry = (changes: Partial<Entry>): Entry => ({
  index: 1,
  term: 1,
  time: 0,
  kind: "command",
  data: new Uint8Array([7]),
  ...changes,
});

describe("entry codec", () => {
  it("gives back any contiguous batch", () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(unpackEntries(packEntries(batch))).toEqual(batch);
      }),
    );
  });

  it("packs equal batches to equal bytes", () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(packEntries(structuredClone(batch))).toEqual(packEntries(batch));
      }),
    );
  });

  it("refuses every truncation with a typed error", () => {
    fc.assert(
      fc.property(batches, fc.nat(), (batch, cut) => {
        const bytes = packEntries(batch);
        expect(() => unpackEntries(bytes.slice(0, cut % bytes.length))).toThrow(MalformedBytes);
      }),
    );
  });

  it("answers hostile bytes with a typed error or with a batch that packs to those very bytes", () => {
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 64 }).map((tail) => new Uint8Array([1, ...tail])),
      fc.tuple(batches, fc.nat(), fc.nat(255)).map(([batch, at, value]) => {
        const bytes = packEntries(batch).slice();
        bytes[at % bytes.length] = value;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        let batch: readonly Entry[];
        try {
          batch = unpackEntries(bytes);
        } catch (error) {
          return error instanceof MalformedBytes;
        }
        expect(packEntries(structuredClone(batch))).toEqual(bytes);
        return true;
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses a huge announced count before it makes room for it", () => {
    expect(() => unpackEntries(new Uint8Array([1, 0xff, 0xff, 0xff, 0xff, 0x0f, 1]))).toThrow(
      "announced",
    );
  });

  it("does the work once for log and peers, whatever array the entries come in", () => {
    const batch = [entry({}), entry({ index: 2 })];
    const bytes = packEntries(batch);
    expect(packEntries([...batch])).toBe(bytes);
    const received = bytes.slice();
    expect(packEntries([...unpackEntries(received)])).toBe(received);
  });

  it("never gives the bytes of other entries for a batch that grew, shrank or changed", () => {
    const batch = [entry({}), entry({ index: 2 })];
    packEntries(batch);
    batch.push(entry({ index: 3 }));
    expect(unpackEntries(packEntries(batch))).toEqual(batch);
    batch[1] = entry({ index: 2, data: new Uint8Array([8]) });
    expect(unpackEntries(packEntries(batch))).toEqual(batch);
    batch.length = 1;
    expect(unpackEntries(packEntries(batch))).toEqual(batch);
  });

  it("hands out views, not copies", () => {
    const bytes = packEntries([entry({ data: new Uint8Array(1000) })]).slice();
    const data = unpackEntries(Buffer.from(bytes.buffer))[0]?.data;
    expect(data?.buffer).toBe(bytes.buffer);
    // Not a Buffer: its slice() would be no copy.
    expect(data?.constructor).toBe(Uint8Array);
  });

  it.each([
    ["a gap", [entry({}), entry({ index: 3 })]],
    ["a falling term", [entry({ term: 2 }), entry({ index: 2, term: 1 })]],
    ["a falling time", [entry({ time: 5 }), entry({ index: 2, time: 4 })]],
    ["an index of 0", [entry({ index: 0 })]],
    ["a term of 0", [entry({ term: 0 })]],
    ["a fraction of a millisecond", [entry({ time: 1.5 })]],
  ])("never packs a batch with %s", (_flaw, batch) => {
    expect(() => packEntries(batch)).toThrow(AssertionFailure);
  });
});
