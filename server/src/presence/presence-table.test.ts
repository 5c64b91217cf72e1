import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PresenceNote } from "../gossip-port.ts";
import { LIMITS } from "../limits.ts";
import { type Moment, PresenceTable } from "./presence-table.ts";

const HOLD = LIMITS.presenceHoldMs;
const MANY = 1_000;
/** Of all nodes but those whose clock is the matter. */
const WALL_MS = 1_000;

function at(nowMs: number): Moment {
  return { nowMs, wallMs: WALL_MS };
}

function note(accountId: string, given: Partial<PresenceNote> = {}): PresenceNote {
  return { accountId, isHere: true, wish: null, wishedMs: 0, ...given };
}

function shown(table: PresenceTable, nowMs: number): string[] {
  table.expire(nowMs);
  return table.changes(nowMs, MANY).map((change) => `${change.accountId} ${change.presence}`);
}

describe("who is there", () => {
  it("is whoever has a stream, and for a while after the last one", () => {
    const table = new PresenceTable();
    table.opened("1", 0);
    table.opened("1", 10);
    expect(shown(table, 20)).toEqual(["1 online"]);
    table.closed("1", 30);
    table.closed("1", 40);
    expect(shown(table, 40 + HOLD - 1)).toEqual([]);
    expect(shown(table, 40 + HOLD)).toEqual(["1 offline"]);
  });

  it("does not flicker for somebody who moves from one node to another", () => {
    const [one, other] = [new PresenceTable(), new PresenceTable()];
    one.opened("1", 0);
    other.heard("n1", one.here(0), at(0));
    expect([shown(one, 1), shown(other, 1)]).toEqual([["1 online"], ["1 online"]]);
    one.closed("1", 100);
    other.opened("1", 3_000);
    for (let now = 100; now < 60_000; now += 500) {
      one.heard("n2", other.here(now), at(now));
      other.heard("n1", one.here(now), at(now));
      expect([...shown(one, now), ...shown(other, now)]).toEqual([]);
    }
  });

  it("ends with a node that says nothing any more, and at once with one that says so", () => {
    const table = new PresenceTable();
    table.heard("n2", [note("1"), note("2")], at(0));
    table.heard("n3", [note("2")], at(0));
    expect(shown(table, 0)).toEqual(["1 online", "2 online"]);
    table.heard("n2", [note("2")], at(2_000));
    table.heard("n2", [note("2", { isHere: false })], at(3_000));
    expect(shown(table, HOLD - 1)).toEqual([]);
    expect(shown(table, HOLD)).toEqual(["1 offline", "2 offline"]);
  });

  it("tells of those who left here once, so that nobody waits for their time to run out", () => {
    const table = new PresenceTable();
    table.opened("1", 0);
    table.closed("1", 0);
    expect(table.expire(HOLD)).toEqual([note("1", { isHere: false })]);
    expect(table.expire(HOLD + 1)).toEqual([]);
  });

  it("is told in portions, and none is forgotten", () => {
    const table = new PresenceTable();
    for (let at = 1; at <= 10; at += 1) table.opened(String(at), 0);
    const told = [table.changes(0, 4), table.changes(0, 4), table.changes(0, 4)];
    expect(told.map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(table.hasDoubts).toBe(false);
  });

  it("has a bound: beyond it nobody new is shown", () => {
    const table = new PresenceTable();
    const notes = Array.from({ length: LIMITS.presencePeople + 5 }, (_, at) => note(String(at)));
    table.heard("n2", notes, at(0));
    expect(table.changes(0, Infinity)).toHaveLength(LIMITS.presencePeople);
  });
});

describe("a wish", () => {
  it("is shown while there is a stream anywhere, on whichever node it was said", () => {
    const [one, other] = [new PresenceTable(), new PresenceTable()];
    other.heard(
      "n1",
      [one.opened("1", 0)].filter((made) => made !== null),
      at(0),
    );
    const wished = other.ask("1", "dnd", { nowMs: 1, wallMs: 50 });
    one.heard("n2", wished === null ? [] : [wished], at(1));
    expect([one.of("1", 1), other.of("1", 1)]).toEqual(["dnd", "dnd"]);
  });

  it("that is newer wins, though the clock of the node that took it is behind", () => {
    const [one, other] = [new PresenceTable(), new PresenceTable()];
    const first = one.ask("1", "dnd", { nowMs: 0, wallMs: 9_000_000 });
    other.heard("n1", first === null ? [] : [first], at(0));
    const second = other.ask("1", "online", { nowMs: 5, wallMs: 1_000 });
    one.opened("1", 5);
    one.heard("n2", second === null ? [] : [second], at(5));
    expect(one.of("1", 5)).toBe("online");
  });

  it("from a day that is not yet is not believed, and the next one is heard", () => {
    const table = new PresenceTable();
    table.opened("1", 0);
    const wishedMs = Number.MAX_SAFE_INTEGER;
    expect(table.heard("n2", [note("1", { wish: "dnd", wishedMs })], at(0))).toEqual([]);
    expect(table.of("1", 0)).toBe("online");
    expect(table.ask("1", "away", at(0))?.wishedMs).toBe(WALL_MS);
    // A clock that is merely ahead is no reason.
    const ahead = WALL_MS + LIMITS.presenceWishAheadMs;
    table.heard("n2", [note("1", { wish: "dnd", wishedMs: ahead })], at(0));
    expect(table.of("1", 0)).toBe("dnd");
    expect(table.ask("1", "online", at(0))?.wishedMs).toBe(ahead + 1);
  });

  it("is told to a node that does not know it any more", () => {
    const [one, fresh] = [new PresenceTable(), new PresenceTable()];
    one.ask("1", "away", { nowMs: 0, wallMs: 50 });
    fresh.opened("1", 10);
    const better = one.heard("n2", fresh.here(10), at(10));
    expect(better).toEqual([note("1", { isHere: false, wish: "away", wishedMs: 50 })]);
    fresh.heard("n1", better, at(10));
    expect([one.of("1", 10), fresh.of("1", 10)]).toEqual(["away", "away"]);
  });

  it("outlives the night, and not much more", () => {
    const table = new PresenceTable();
    table.opened("1", 0);
    table.ask("1", "dnd", { nowMs: 0, wallMs: 1 });
    table.closed("1", 0);
    shown(table, HOLD);
    table.opened("1", 3_600_000);
    expect(shown(table, 3_600_000)).toEqual(["1 dnd"]);
    table.closed("1", 3_600_000);
    const late = 3_600_000 + HOLD + LIMITS.presenceWishMs + 1;
    shown(table, 3_600_000 + HOLD);
    shown(table, late);
    table.opened("1", late);
    expect(table.of("1", late)).toBe("online");
  });
});

it("is the same on all nodes once everything was said twice, in whatever order and with whatever loss", () => {
  const deed = fc.record({
    node: fc.nat(2),
    who: fc.constantFrom("1", "2", "3"),
    what: fc.constantFrom("open", "close", "dnd", "away", "online"),
    heard: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
      const tables = [new PresenceTable(), new PresenceTable(), new PresenceTable()];
      const tell = (from: number, notes: readonly PresenceNote[], nowMs: number): void => {
        for (const [to, table] of tables.entries()) {
          if (to === from) continue;
          const better = table.heard(`n${from}`, notes, at(nowMs));
          for (const other of tables) if (other !== table) other.heard(`n${to}`, better, at(nowMs));
        }
      };
      let now = 0;
      for (const { node, who, what, heard } of deeds) {
        now += 10;
        const table = tables[node];
        let made: PresenceNote | null | undefined = null;
        if (what === "open") made = table?.opened(who, now);
        else if (what === "close") table?.closed(who, now);
        else made = table?.ask(who, what, { nowMs: now, wallMs: node * 1_000 });
        if (heard && made) tell(node, [made], now);
      }
      for (let round = 0; round < 5; round += 1) {
        now += LIMITS.presenceBeatMs;
        for (const [from, table] of tables.entries()) {
          tell(from, table.expire(now), now);
          tell(from, table.here(now), now);
        }
      }
      const answers = tables.map((table) => ["1", "2", "3"].map((who) => table.of(who, now)));
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
    }),
  );
});
