import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { Scenario, START_MS } from "../scenario.ts";

const EVERY = LIMITS.stateNoteEntries;
const OTHER = "f".repeat(32);

/** Somebody who remembers what the state was at the first noted index. */
function noted() {
  const scenario = new Scenario();
  scenario.skipTo(EVERY - 1);
  scenario.signUp("Ann");
  const hash = scenario.core.notes.notes[0]?.hash ?? "";
  scenario.signUp("Bob");
  const check = (index: number, value: string) =>
    scenario.apply({ case: "checkState", value: { index: BigInt(index), hash: value } });
  return { scenario, hash, check };
}

describe("checkState", () => {
  it("finds a state equal that has gone on since, and changes no counted row", () => {
    const { scenario, hash, check } = noted();
    const before = scenario.core.query("stateHash", {}).hash;
    check(EVERY, hash);
    expect(scenario.core.query("stateHash", {}).hash).toBe(before);
    expect(scenario.core.notes).toMatchObject({ checkedIndex: EVERY, agreedIndex: EVERY });
  });

  it("ends the node that differs, with a sentence, and keeps nothing of that transaction", () => {
    const { scenario, hash, check } = noted();
    expect(() => check(EVERY, OTHER)).toThrow(
      `diverged at index 1000: the state hash here is ${hash}, that of a majority ${OTHER}; they were never compared before.`,
    );
    const again = new Scenario(scenario.core.serialize());
    expect(again.core.notes).toMatchObject({ checkedIndex: 0, agreedIndex: 0 });
    expect(again.index).toBe(EVERY + 1);
  });

  it("says where the states were equal last", () => {
    const { scenario, hash, check } = noted();
    check(EVERY, hash);
    scenario.skipTo(2 * EVERY);
    expect(() => check(2 * EVERY, OTHER)).toThrow("at index 1000 they were equal.");
  });

  it("counts once for each index: a second question comes from a leader that had not heard of the first", () => {
    const { scenario, hash, check } = noted();
    check(EVERY, hash);
    check(EVERY, OTHER);
    expect(scenario.core.notes).toMatchObject({ checkedIndex: EVERY, agreedIndex: EVERY });
  });

  it("says nothing about an index that this node does not remember, or that is still to come", () => {
    const { scenario, check } = noted();
    check(EVERY / 2, OTHER);
    expect(scenario.core.notes).toMatchObject({ checkedIndex: EVERY / 2, agreedIndex: 0 });
    check(3 * EVERY, OTHER);
    expect(scenario.core.notes).toMatchObject({ checkedIndex: EVERY / 2, agreedIndex: 0 });
  });

  it("is remembered with the newest notes only, over restarts", () => {
    const { scenario } = noted();
    scenario.time = START_MS;
    scenario.skipTo(20 * EVERY);
    const { notes } = new Scenario(scenario.core.serialize()).core;
    expect(notes).toEqual(scenario.core.notes);
    expect(notes.notes.map(({ index }) => index / EVERY)).toEqual(
      Array.from({ length: 16 }, (_, at) => at + 5),
    );
  });
});
