import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ChatState } from "../store/chat-state.ts";
import { EMPTY_CHAT, emptyConversation } from "../store/chat-state.ts";
import { message } from "../store/history-model.ts";
import { HOLE_PATIENCE_MS, HoleWatch } from "./hole-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function watching(): {
  readonly watch: HoleWatch;
  readonly healed: string[];
  show(lastSeq: number, ahead: readonly number[]): void;
} {
  const healed: string[] = [];
  let state: ChatState = EMPTY_CHAT;
  const watch = new HoleWatch({ state: () => state, heal: (id) => healed.push(id) });
  return {
    watch,
    healed,
    show(lastSeq, ahead) {
      const known = { ...emptyConversation("7"), lastSeq, ahead: ahead.map((seq) => message(seq)) };
      state = { ...EMPTY_CHAT, conversations: new Map([["7", known]]) };
      watch.look();
    },
  };
}

test("a message that waits too long for the one before it has its conversation asked for", () => {
  const { healed, show } = watching();
  show(3, [5]);
  vi.advanceTimersByTime(HOLE_PATIENCE_MS - 1);
  expect(healed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(healed).toEqual(["7"]);
});

test("a hole that closes in time, or gives way to a later one, is nobody's business", () => {
  const { healed, show } = watching();
  show(3, [5]);
  vi.advanceTimersByTime(HOLE_PATIENCE_MS / 2);
  show(5, [7]);
  vi.advanceTimersByTime(HOLE_PATIENCE_MS / 2);
  expect(healed).toEqual([]);
  show(7, []);
  vi.advanceTimersByTime(HOLE_PATIENCE_MS * 2);
  expect(healed).toEqual([]);
});

test("a hole that stays is asked for again and again", () => {
  const { healed, show } = watching();
  show(3, [5]);
  vi.advanceTimersByTime(HOLE_PATIENCE_MS * 3);
  expect(healed).toEqual(["7", "7", "7"]);
});
