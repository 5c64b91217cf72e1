import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeConfiguration, encodeConfiguration } from "./configuration.ts";
import { inWords, learner, memberOf, voters } from "./membership-cluster.ts";
import { isJoint, leaveJoint, NOBODY, planChange, RETIRED_MAX } from "./membership.ts";
import { hasQuorum } from "./quorum.ts";
import { idOf } from "./test-cluster.ts";
import type { Configuration, MembershipChange, RaftId } from "./types.ts";

const three: Configuration = {
  members: [1, 2, 3].map(memberOf),
  voters: [1, 2, 3].map(idOf),
  outgoing: [],
  learners: [],
};

function planned(from: Configuration, change: MembershipChange): Configuration {
  const next = planChange(from, change);
  if ("reason" in next) throw new Error(next.reason);
  return next;
}

describe("a change of membership", () => {
  test("adds a learner, promotes it and lets an old voter go, in three configurations", () => {
    const withLearner = planned(three, learner(4));
    const joint = planned(withLearner, voters(1, 2, 4));
    const last = leaveJoint(joint);
    expect([withLearner, joint, last].map(inWords)).toEqual([
      "1 2 3 (4)",
      "1 2 4 | 1 2 3",
      "1 2 4",
    ]);
    expect(joint.members).toHaveLength(4);
    expect(last.members.map(({ name }) => name)).toEqual(["n1", "n2", "n4"]);
    expect(last.retired).toEqual([{ id: idOf(3), name: "n3" }]);
  });

  test("never gives an id or a name twice, not even of one who is gone (raft.md bug 27)", () => {
    const gone = planned(planned(three, learner(4)), { kind: "removeLearner", id: idOf(4) });
    const again = (id: number, name: number): MembershipChange => {
      return { kind: "addLearner", member: { ...memberOf(name), id: idOf(id) } };
    };
    expect(planChange(gone, again(4, 5))).toMatchObject({ reason: "DUPLICATE" });
    expect(planChange(gone, again(5, 4))).toMatchObject({ reason: "DUPLICATE" });
    expect(planChange(gone, again(5, 1))).toMatchObject({ reason: "DUPLICATE" });
    expect(planChange(gone, again(5, 5))).not.toHaveProperty("reason");
    expect(decodeConfiguration(encodeConfiguration(gone))).toEqual(gone);
  });

  test.each([
    ["without voters", voters(), "LAST_VOTER"],
    ["to somebody unknown", voters(1, 2, 9), "UNKNOWN_MEMBER"],
    ["that names one twice", voters(1, 1, 2), "DUPLICATE"],
    ["to what is in force already", voters(3, 2, 1), "DUPLICATE"],
    ["that removes a voter as a learner", { kind: "removeLearner", id: idOf(1) }, "UNKNOWN_MEMBER"],
    ["that adds a voter as a learner", learner(2), "DUPLICATE"],
  ] as const)("%s is refused", (_what, change, reason) => {
    expect(planChange(three, change)).toMatchObject({ reason });
  });

  test("nobody has a quorum of nobody", () => {
    expect(hasQuorum(NOBODY, () => true)).toBe(false);
  });
});

describe("any sequence of changes", () => {
  const step = fc.oneof(
    fc.nat(8).map((number) => learner(number + 1)),
    fc.nat(8).map((number): MembershipChange => {
      return { kind: "removeLearner", id: idOf(number + 1) };
    }),
    fc.array(fc.nat(8), { maxLength: 7 }).map((numbers) => voters(...numbers.map((n) => n + 1))),
  );

  /** Every configuration that is ever in force, in order. */
  function lineage(changes: readonly MembershipChange[]): readonly Configuration[] {
    const all = [three];
    for (const change of changes) {
      const from = all.at(-1) ?? three;
      const next = planChange(from, change);
      if ("reason" in next) continue;
      all.push(next);
      if (isJoint(next)) all.push(leaveJoint(next));
    }
    return all;
  }

  test("every quorum of a configuration meets every quorum of the next", () => {
    let met = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (changes) => {
        const all = lineage(changes);
        for (const [at, next] of all.entries()) {
          const before = all[at - 1];
          if (before === undefined) continue;
          met += 1;
          expect(haveDisjointQuorums(before, next)).toBe(false);
        }
      }),
      // So many that the count below does not hang on luck.
      { numRuns: 400 },
    );
    expect(met).toBeGreaterThan(100);
  });

  test("every configuration is sound, goes through bytes unchanged, and forgets no id", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (changes) => {
        const seen = new Set<RaftId>();
        for (const one of lineage(changes)) {
          expect(decodeConfiguration(encodeConfiguration(one))).toEqual(one);
          const known = [...one.members, ...(one.retired ?? [])].map(({ id }) => id);
          expect(new Set(known).size).toBe(known.length);
          for (const id of seen) expect(known).toContain(id);
          for (const id of known) seen.add(id);
        }
      }),
    );
  });

  test("the list of past members has an end, and what fell out of it is refused by its number", () => {
    let one = three;
    for (let number = 4; number < 4 + RETIRED_MAX + 50; number += 1) {
      one = planned(one, learner(number));
      one = planned(one, { kind: "removeLearner", id: idOf(number) });
    }
    expect(one.retired).toHaveLength(RETIRED_MAX);
    expect(one.retired?.[0]?.name).toBe("n54");
    expect(decodeConfiguration(encodeConfiguration(one))).toEqual(one);
    for (const given of [1, 4, 53, 54, 309])
      expect(planChange(one, learner(given))).toMatchObject({ reason: "DUPLICATE" });
    expect(inWords(planned(one, learner(310)))).toBe("1 2 3 (310)");
    // A list from before there was an end is read as it is, and shortened by the next removal.
    const past = Array.from({ length: 2 * RETIRED_MAX }, (_, at) => ({
      id: idOf(at + 4),
      name: `n${at + 4}`,
    }));
    const long = decodeConfiguration(encodeConfiguration({ ...three, retired: past }));
    const next = planned(planned(long, learner(600)), { kind: "removeLearner", id: idOf(600) });
    expect(next.retired).toHaveLength(RETIRED_MAX);
    expect(next.retired?.at(-1)?.name).toBe("n600");
  });

  test("the meeting of quorums is really asked: straight steps would miss it", () => {
    const straight = { ...three, members: [3, 4, 5].map(memberOf), voters: [3, 4, 5].map(idOf) };
    expect(haveDisjointQuorums(three, straight)).toBe(true);
  });

  /** Some set of voters is a quorum of one while the rest is a quorum of the other. */
  function haveDisjointQuorums(one: Configuration, other: Configuration): boolean {
    const ids = [...new Set([...one.members, ...other.members].map(({ id }) => id))];
    for (let set = 0; set < 2 ** ids.length; set += 1) {
      const isIn = (id: RaftId): boolean => (set & (1 << ids.indexOf(id))) !== 0;
      if (hasQuorum(one, isIn) && hasQuorum(other, (id) => !isIn(id))) return true;
    }
    return false;
  }
});
