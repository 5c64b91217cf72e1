import { expect, test } from "vitest";
import { Trace } from "./trace.ts";

function digestOf(...messages: readonly Uint8Array[]): string {
  const trace = new Trace(null);
  trace.note(7, "n1", "tick");
  for (const bytes of messages) trace.mixBytes(bytes);
  return trace.digest;
}

/** Larger than the buffer, too. */
const SIZES = [1, 300, 65_536, 200_000];

test.each(SIZES)("one bit of a message of %i bytes makes another trace", (size) => {
  const bytes = new Uint8Array(size);
  const other = bytes.with(size - 1, 1);
  expect(digestOf(bytes)).toBe(digestOf(bytes.slice()));
  expect(digestOf(other)).not.toBe(digestOf(bytes));
});

test("where a message ends makes a difference", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  expect(digestOf(bytes.subarray(0, 1), bytes.subarray(1))).not.toBe(digestOf(bytes));
});

test("a trace can be read while it goes on", () => {
  const [one, other] = [new Trace(null), new Trace(null)];
  one.note(1, "n1", "tick");
  expect(one.digest).toMatch(/^[0-9a-f]{24}-1$/);
  one.note(2, "n1", "tick");
  other.note(1, "n1", "tick");
  other.note(2, "n1", "tick");
  expect(one.digest).toBe(other.digest);
});

test("the same word at another place is told apart from another word", () => {
  const said = (...words: readonly string[]): string => {
    const trace = new Trace(null);
    for (const word of words) trace.mixText(word);
    return trace.digest;
  };
  expect(said("a", "b", "a")).not.toBe(said("a", "b", "b"));
});
