/** What both kinds of tabs owe the outbox. Node has Web Locks and BroadcastChannel: the browser's twin runs as it is. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { BrowserTabs } from "./browser-tabs.ts";
import { MemoryTabs } from "./memory-tabs.ts";
import type { TabNote, Tabs, TabSeat } from "./tabs.ts";

const TWINS: readonly [string, () => Tabs][] = [
  ["memory", () => new MemoryTabs()],
  ["Web Locks", () => new BrowserTabs()],
];
const seats: TabSeat[] = [];
let names = 0;

afterEach(() => {
  for (const seat of seats.splice(0)) seat.leave();
});

describe.each(TWINS)("tabs by %s", (_name, make) => {
  /** Tabs that opened one after another. */
  function open(count: number) {
    const tabs = make();
    names += 1;
    const name = `contract-${names}`;
    return Array.from({ length: count }, () => {
      const heard: TabNote[] = [];
      const tab = { isHolder: false, heard, seat: undefined as unknown as TabSeat };
      tab.seat = tabs.join(name, {
        holding: (isHolder) => {
          tab.isHolder = isHolder;
        },
        heard: (note) => heard.push(note),
      });
      seats.push(tab.seat);
      return tab;
    });
  }

  function holders(tabs: readonly { readonly isHolder: boolean }[]): readonly boolean[] {
    return tabs.map(({ isHolder }) => isHolder);
  }

  test("the first holds; when it leaves, the next does", async () => {
    const tabs = open(3);
    await vi.waitFor(() => expect(holders(tabs)).toEqual([true, false, false]));
    tabs[0]?.seat.leave();
    seats.shift();
    await vi.waitFor(() => expect(holders(tabs.slice(1))).toEqual([true, false]));
  });

  test("a tab that steals holds, the other holds no more, and gets its turn again later", async () => {
    const tabs = open(2);
    await vi.waitFor(() => expect(holders(tabs)).toEqual([true, false]));
    tabs[1]?.seat.steal();
    await vi.waitFor(() => expect(holders(tabs)).toEqual([false, true]));
    tabs[1]?.seat.leave();
    seats.pop();
    await vi.waitFor(() => expect(tabs[0]?.isHolder).toBe(true));
  });

  test("a note reaches every other tab, and never the one that wrote it", async () => {
    const tabs = open(3);
    tabs[0]?.seat.announce({ kind: "rows" });
    await vi.waitFor(() => expect(tabs.map(({ heard }) => heard.length)).toEqual([0, 1, 1]));
    expect(tabs[1]?.heard).toEqual([{ kind: "rows" }]);
  });

  test("a note after leaving is lost, and throws nothing", () => {
    const [tab] = open(1);
    tab?.seat.leave();
    seats.pop();
    expect(() => tab?.seat.announce({ kind: "moving" })).not.toThrow();
  });
});
