import { expect, test } from "vitest";
import { HistoryBook } from "./history-book.ts";
import { Violation } from "./violation.ts";

const ROOM = "room";

function bookWith(...keys: readonly string[]): HistoryBook {
  const book = new HistoryBook();
  book.beginSend(keys);
  for (const [offset, key] of keys.entries()) {
    book.acknowledged(book.floor(ROOM), key, offset + 1);
  }
  return book;
}

function page(...keys: readonly string[]) {
  return keys.map((key, offset) => ({ seq: offset + 1, key, text: key }));
}

function row(key: string, seq: number) {
  const [clientId = "", clientSeq = ""] = key.split("/");
  return { room: ROOM, seq, key, clientId, clientSeq: Number(clientSeq) };
}

test("a sound history passes", () => {
  const book = bookWith("a/1", "b/1", "a/2");
  book.hasRead(book.floor(ROOM), page("a/1", "b/1", "a/2"));
  book.checkFinal("n1", [row("a/1", 1), row("b/1", 2), row("a/2", 3)]);
});

test("a read that misses what was acknowledged before it began is stale", () => {
  const book = bookWith("a/1", "a/2");
  const floor = book.floor(ROOM);
  expect(() => book.hasRead(floor, page("a/1"))).toThrow(/no stale read/);
});

test("a read that ends after a write it overlaps may miss it", () => {
  const book = bookWith("a/1");
  const floor = book.floor(ROOM);
  book.beginSend(["a/2"]);
  book.acknowledged(book.floor(ROOM), "a/2", 2);
  book.hasRead(floor, page("a/1"));
});

test("a read never goes back behind an earlier read, though nothing was acknowledged", () => {
  const book = bookWith("a/1");
  book.beginSend(["a/2"]);
  book.hasRead(book.floor(ROOM), page("a/1", "a/2"));
  const floor = book.floor(ROOM);
  expect(() => book.hasRead(floor, page("a/1"))).toThrow(/no stale read/);
});

test("a write that began after another was acknowledged comes behind it", () => {
  const book = bookWith("a/1", "a/2");
  book.beginSend(["b/1"]);
  const floor = book.floor(ROOM);
  expect(() => book.acknowledged(floor, "b/1", 2)).toThrow(/order in real time/);
});

test.each([
  ["one place with two messages", page("b/1", "a/2"), /one message at 1/],
  ["a hole", [page("a/1", "a/2")[1], { seq: 4, key: "a/4", text: "a/4" }], /dense/],
  ["a message that nobody sent", page("a/1", "z/9"), /nobody has sent/],
  [
    "a changed text",
    [{ seq: 1, key: "a/1", text: "else" }, ...page("a/1", "a/2").slice(1)],
    /text of/,
  ],
])("a page with %s is refused", (_what, messages, reason) => {
  const book = bookWith("a/1", "a/2");
  book.beginSend(["b/1", "a/4"]);
  const read = messages.filter((message) => message !== undefined);
  expect(() => book.hasRead(book.floor(ROOM), read)).toThrow(reason);
});

test("two answers to one write name one place", () => {
  const book = bookWith("a/1", "a/2");
  expect(() => book.acknowledged(book.floor(ROOM), "a/1", 3)).toThrow(/names one place/);
});

test.each([
  ["loses an acknowledged message", [row("a/1", 1)], /never lost/],
  ["holds a message twice", [row("a/1", 1), row("a/1", 2), row("a/2", 3)], /exactly once/],
  [
    "turns a sender's order round",
    [row("a/1", 1), row("a/2", 2), row("a/4", 3), row("a/3", 4)],
    /sender's order/,
  ],
  ["has a hole", [row("a/1", 1), row("a/2", 3)], /dense/],
  ["holds what nobody sent", [row("a/1", 1), row("a/2", 2), row("x/1", 3)], /only what was sent/],
])("a node that %s is found at the end", (_what, rows, reason) => {
  const book = bookWith("a/1", "a/2");
  book.beginSend(["a/3", "a/4"]);
  const check = (): void => book.checkFinal("n1", rows);
  expect(check).toThrow(Violation);
  expect(check).toThrow(reason);
});
