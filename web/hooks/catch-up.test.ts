import type { Change } from "@parley/client/model.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { CATCH_UP_HOLD_MS, CatchUp } from "./catch-up.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function listen(): { readonly catchUp: CatchUp; readonly applied: (readonly string[])[] } {
  const applied: (readonly string[])[] = [];
  const names = (changes: readonly Change[]): readonly string[] =>
    changes.map((change) => (change.kind === "account" ? change.account.name : ""));
  return { catchUp: new CatchUp((changes) => applied.push(names(changes))), applied };
}

function named(name: string): readonly Change[] {
  const account = { id: name, name, createdMs: 0, deleted: false, changedAtIndex: 1 };
  return [{ kind: "account", account }];
}

test("what a catch-up tells comes at once, when it has told all", () => {
  const { catchUp, applied } = listen();
  catchUp.hear(named("a"));
  catchUp.hear(named("b"));
  expect(applied).toEqual([]);
  catchUp.end();
  expect(applied).toEqual([["a", "b"]]);
});

test("live news passes straight through, until the feed breaks", () => {
  const { catchUp, applied } = listen();
  catchUp.end();
  catchUp.hear(named("a"));
  expect(applied).toEqual([["a"]]);
  catchUp.begin();
  catchUp.hear(named("b"));
  expect(applied).toEqual([["a"]]);
  catchUp.end();
  expect(applied).toEqual([["a"], ["b"]]);
});

test("a catch-up without an end is shown after a second, once", () => {
  const { catchUp, applied } = listen();
  catchUp.hear(named("a"));
  vi.advanceTimersByTime(CATCH_UP_HOLD_MS);
  expect(applied).toEqual([["a"]]);
  catchUp.hear(named("b"));
  catchUp.end();
  vi.advanceTimersByTime(CATCH_UP_HOLD_MS);
  expect(applied).toEqual([["a"], ["b"]]);
});
