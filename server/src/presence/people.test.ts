import { describe, expect, it } from "vitest";
import type { TypingNote } from "../gossip-port.ts";
import { LIMITS } from "../limits.ts";
import type { Clock } from "../ports.ts";
import { MemoryGossip } from "./memory-gossip.ts";
import { People } from "./people.ts";

/** Time that passes when it is told to. */
class HandClock implements Clock {
  #now = 0;
  readonly #timers = new Map<number, { readonly atMs: number; readonly run: () => void }>();
  #ids = 0;

  now(): number {
    return this.#now;
  }

  wall(): number {
    return 1_000_000 + this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const id = (this.#ids += 1);
    this.#timers.set(id, { atMs: this.#now + delayMs, run });
    return () => void this.#timers.delete(id);
  }

  soon(run: () => void): void {
    this.after(0, run);
  }

  /** Promises settle between two timers. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const due = [...this.#timers].filter(([, { atMs }]) => atMs <= untilMs);
      const [first] = due.toSorted(([, one], [, other]) => one.atMs - other.atMs);
      if (first === undefined) break;
      this.#timers.delete(first[0]);
      this.#now = Math.max(this.#now, first[1].atMs);
      first[1].run();
    }
    this.#now = untilMs;
  }
}

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
