import { describe, expect, it } from "vitest";
import type { Gossip, TypingNote } from "../gossip-port.ts";
import { LIMITS } from "../limits.ts";
import { HandClock } from "./hand-clock.ts";
import { MemoryGossip } from "./memory-gossip.ts";
import { People } from "./people.ts";

const note: TypingNote = { conversationId: "64", accountId: "1", hasStopped: false, index: 7 };

/** Three nodes; everybody knows everybody, and all of them listen at every node. */
function cluster() {
  const clock = new HandClock();
  const gossip = new MemoryGossip();
  const heard: string[] = [];
  let asked = 0;
  const answer = { ids: ["1", "2"] as readonly string[], isSlow: false };
  const ask = (): Promise<readonly string[]> => {
    asked += 1;
    return answer.isSlow ? new Promise(() => undefined) : Promise.resolve(answer.ids);
  };
  const people = ["n1", "n2", "n3"].map(
    (name) =>
      new People({
        clock,
        gossip: gossip.of(name),
        company: { of: ask, hearing: ask },
        crowd: {
          isEmpty: false,
          tellTyping: (ids, { accountId, hasStopped }) =>
            heard.push(`${name} ${ids.join("+")}: ${accountId} ${hasStopped ? "stops" : "types"}`),
          tellPresence: (ids, [one]) =>
            heard.push(`${name} ${ids.join("+")}: ${one?.accountId} ${one?.presence}`),
        },
      }),
  );
  const [n1, n2, n3] = people;
  if (n1 === undefined || n2 === undefined || n3 === undefined) throw new Error("three nodes");
  return { clock, gossip, heard, answer, n1, n2, n3, asked: () => asked };
}

describe("people", () => {
  it("are told on every node who types, well within a second", async () => {
    const { clock, heard, n2 } = cluster();
    n2.typing(note);
    await clock.pass(200);
    expect(heard.toSorted()).toEqual(["n1 1+2: 1 types", "n2 1+2: 1 types", "n3 1+2: 1 types"]);
  });

  it("are told on every node who comes and goes, once", async () => {
    const { clock, heard, n1 } = cluster();
    n1.opened("1");
    await clock.pass(500);
    expect(heard.toSorted()).toEqual(["n1 1+2: 1 online", "n2 1+2: 1 online", "n3 1+2: 1 online"]);
    await clock.pass(60_000);
    expect(heard).toHaveLength(3);
    n1.closed("1");
    await clock.pass(LIMITS.presenceHoldMs + 1_000);
    expect(heard.slice(3).toSorted()).toEqual([
      "n1 1+2: 1 offline",
      "n2 1+2: 1 offline",
      "n3 1+2: 1 offline",
    ]);
  });

  it("of a node that died are gone after a while, unless they are back elsewhere by then", async () => {
    const { clock, gossip, heard, n1, n2 } = cluster();
    n1.opened("1");
    n1.opened("2");
    await clock.pass(500);
    heard.length = 0;
    gossip.cut("n1");
    await clock.pass(1_000);
    n2.opened("2");
    await clock.pass(30_000);
    expect(heard.filter((line) => !line.startsWith("n1")).toSorted()).toEqual([
      "n2 1+2: 1 offline",
      "n3 1+2: 1 offline",
    ]);
  });

  it("that nobody may hear of are told to nobody", async () => {
    const { clock, heard, answer, n1 } = cluster();
    answer.ids = [];
    n1.typing(note);
    await clock.pass(500);
    expect(heard.filter((line) => !/ : /.test(line))).toEqual([]);
  });

  it("are all said again within a beat, to a member that takes five frames at a time", async () => {
    const clock = new HandClock();
    const said = new Map<string, number>();
    const taken = { atMs: 0, frames: 0 };
    const gossip: Gossip = {
      onGossip: () => undefined,
      tell: ({ presence }) => {
        if (taken.atMs !== clock.now()) Object.assign(taken, { atMs: clock.now(), frames: 0 });
        taken.frames += 1;
        if (taken.frames > 5) return;
        for (const { accountId } of presence) said.set(accountId, clock.now());
      },
    };
    const nobody = (): Promise<readonly string[]> => Promise.resolve([]);
    const crowd = { isEmpty: true, tellTyping: () => undefined, tellPresence: () => undefined };
    const company = { of: nobody, hearing: nobody };
    const people = new People({ clock, gossip, company, crowd });
    const COUNT = 10_000;
    for (let id = 1; id <= COUNT; id += 1) people.opened(String(id));
    await clock.pass(LIMITS.presenceBeatMs);
    for (let beats = 0; beats < 3; beats += 1) {
      const fromMs = clock.now();
      // A round begins a frame late, and the rest of a millisecond is lost in each pause.
      await clock.pass(LIMITS.presenceBeatMs + 100);
      expect([...said.values()].filter((atMs) => atMs >= fromMs)).toHaveLength(COUNT);
    }
  });

  it("who have left since a round of tellings began are not said to be here", async () => {
    const { clock, gossip, n1 } = cluster();
    const said: string[] = [];
    gossip.of("n4").onGossip((_, { presence }) => {
      for (const { accountId, isHere } of presence) if (isHere) said.push(accountId);
    });
    for (let id = 1; id <= 2_000; id += 1) n1.opened(String(id));
    n1.closed("2000");
    await clock.pass(LIMITS.presenceBeatMs + 2 * LIMITS.presenceHoldMs);
    said.length = 0;
    await clock.pass(LIMITS.presenceBeatMs + 100);
    expect(said).toContain("1999");
    expect(said).not.toContain("2000");
  });

  it("who type as a member says that is far ahead keep nobody else from being told", async () => {
    const { clock, answer, heard, gossip, n1, asked } = cluster();
    const ill = gossip.of("n4");
    answer.isSlow = true;
    ill.tell({ presence: [], typing: Array.from({ length: 1_000 }, () => note) });
    await clock.pass(100);
    expect(asked()).toBe(3 * LIMITS.presenceTellerQuestions);
    answer.isSlow = false;
    n1.typing({ ...note, accountId: "2" });
    n1.opened("3");
    await clock.pass(200);
    expect(heard.toSorted()).toEqual(
      ["n1", "n2", "n3"].flatMap((node) => [`${node} 1+2: 2 types`, `${node} 1+2: 3 online`]),
    );
  });

  it("who type as a member says are told again once its questions were answered", async () => {
    const { clock, heard, gossip } = cluster();
    const other = gossip.of("n4");
    for (let round = 1; round <= 3; round += 1) {
      const many = LIMITS.presenceTellerQuestions;
      other.tell({ presence: [], typing: Array.from({ length: many }, () => note) });
      await clock.pass(100);
      expect(heard).toHaveLength(round * 3 * many);
    }
  });

  it("who type are dropped, and presence waits, while the state answers nothing", async () => {
    const { clock, answer, heard, n1, asked } = cluster();
    answer.isSlow = true;
    for (let at = 0; at < 1_000; at += 1) n1.typing(note);
    await clock.pass(1_000);
    expect(asked()).toBeLessThanOrEqual(3 * LIMITS.presenceQuestions);
    expect(heard).toEqual([]);
  });

  it("are told of whom they share something with, and of nobody who is offline", async () => {
    const { clock, answer, n1, n2 } = cluster();
    n1.opened("1");
    n1.opened("3");
    n2.ask("1", "dnd");
    await clock.pass(500);
    answer.ids = ["1", "2"];
    expect(await n2.around("2")).toEqual([{ accountId: "1", presence: "dnd" }]);
  });

  it("are let go when the node stops", async () => {
    const { clock, heard, n1, n2 } = cluster();
    n1.close();
    n2.typing(note);
    await clock.pass(500);
    expect(heard.filter((line) => line.startsWith("n1"))).toEqual([]);
  });
});
