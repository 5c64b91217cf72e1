/** A log may be behind the configuration that others go by; what then must not wait for the log. */
import { expect, test } from "vitest";
import { answer, One } from "./lone-node.ts";
import { idOf, storedLog } from "./test-cluster.ts";
import type { Entry } from "./types.ts";

/** Of seven, newer than that of the five in the log. */
const LARGER = { ...firstOf(7), index: 9 };

function firstOf(voters: number): Entry {
  const [first] = storedLog(voters, [], { term: 1, vote: null }).configurations;
  if (first === undefined) throw new Error("a stored log begins with a configuration");
  return first;
}

test("whoever is told of a newer configuration speaks with those whom it names, though its own log does not", () => {
  const one = new One();
  one.hear(answer(3, { highest: 1, configuration: LARGER }));
  one.hear(answer(2, { highest: 1, configuration: LARGER }));
  expect(one.effects.filter((effect) => effect.kind === "membersTold")).toHaveLength(1);
  const known = one.raft.membersInPlay().map(({ id }) => id);
  expect(known.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7].map(idOf).toSorted());
});
