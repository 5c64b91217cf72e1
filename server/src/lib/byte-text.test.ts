import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteReader, MalformedBytes } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

const SHARED_BYTES = 1024;

test("a text is read as it was written, whatever its characters and its length", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary-ascii", maxLength: 140 }),
    fc.string({ unit: "grapheme", maxLength: 140 }),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
      const writer = new ByteWriter();
      for (const one of texts) writer.text(one);
      const reader = new ByteReader(writer.finish());
      expect(texts.map(() => reader.text(4_096))).toEqual(texts);
      reader.end();
    }),
  );
});

test("what two writers write at the same time, and what was written before, stays apart", () => {
  const before = written(7, 3);
  const outer = new ByteWriter();
  outer.byte(1);
  const inner = written(2, 2);
  const long = written(9, 2 * SHARED_BYTES);
  outer.byte(3);
  expect([...before]).toEqual([7, 7, 7]);
  expect([...inner]).toEqual([2, 2]);
  expect(long).toEqual(new Uint8Array(2 * SHARED_BYTES).fill(9));
  expect([...outer.finish()]).toEqual([1, 3]);
  expect(written(4, SHARED_BYTES)).toEqual(new Uint8Array(SHARED_BYTES).fill(4));
});

test.each([
  ["is cut short", [5, 0x61, 0x62]],
  ["is longer than may be", [9, ...Array.from({ length: 9 }, () => 0x61)]],
  ["is not UTF-8", [2, 0xc3, 0x28]],
])("a text that %s is malformed", (_, bytes) => {
  expect(() => new ByteReader(Uint8Array.from(bytes)).text(8)).toThrow(MalformedBytes);
});

function written(byte: number, count: number): Uint8Array {
  const writer = new ByteWriter();
  for (let at = 0; at < count; at += 1) writer.byte(byte);
  return writer.finish();
}
