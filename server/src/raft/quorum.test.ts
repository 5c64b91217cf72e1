import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasQuorum, isQuorumLost, majority, quorumIndex, votersOf } from "./quorum.ts";
import { idOf } from "./test-cluster.ts";
import type { Configuration, RaftId } from "./types.ts";

const someIds = (minLength: number): fc.Arbitrary<RaftId[]> =>
  fc.uniqueArray(fc.integer({ min: 1, max: 7 }).map(idOf), { minLength, maxLength: 5 });

const simple = someIds(1).map((voters) => configurationOf(voters, []));
const configurations = fc.oneof(
  simple,
  fc.tuple(someIds(1), someIds(1)).map(([voters, outgoing]) => configurationOf(voters, outgoing)),
);
const EVERYBODY = [1, 2, 3, 4, 5, 6, 7].map(idOf);
const saying = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }).map(membersWhere);
const matches = fc.array(fc.nat(6), { minLength: 7, maxLength: 7 });

function configurationOf(voters: readonly RaftId[], outgoing: readonly RaftId[]): Configuration {
  return { members: [], voters, outgoing, learners: [] };
}

function membersWhere(flags: readonly boolean[]): ReadonlySet<RaftId> {
  return new Set(EVERYBODY.filter((_, at) => flags[at] === true));
}

/** By the definition alone: more than half of each set that is in force. */
function isQuorum({ voters, outgoing }: Configuration, who: ReadonlySet<RaftId>): boolean {
  return [voters, outgoing].every((group) => {
    const count = group.filter((one) => who.has(one)).length;
    return group.length === 0 || 2 * count > group.length;
  });
}

function areDisjoint(some: ReadonlySet<RaftId>, others: ReadonlySet<RaftId>): boolean {
  return ![...some].some((one) => others.has(one));
}

/** All of them, one by one. */
function quorumsOf(configuration: Configuration): readonly ReadonlySet<RaftId>[] {
  const voters = votersOf(configuration);
  return Array.from({ length: 2 ** voters.length }, (_, bits) => {
    return new Set(voters.filter((_one, at) => Math.trunc(bits / 2 ** at) % 2 === 1));
  }).filter((who) => isQuorum(configuration, who));
}

describe("quorum arithmetic against an enumeration of all quorums", () => {
  test("has a quorum when those who say yes are one (§5.2, §6)", () => {
    fc.assert(
      fc.property(configurations, saying, (configuration, yes) => {
        expect(hasQuorum(configuration, (one) => yes.has(one))).toBe(isQuorum(configuration, yes));
      }),
    );
  });

  test("is lost when no quorum is left among those who have not said no", () => {
    fc.assert(
      fc.property(configurations, saying, (configuration, no) => {
        const isLeft = quorumsOf(configuration).some((quorum) => areDisjoint(quorum, no));
        expect(isQuorumLost(configuration, (one) => no.has(one))).toBe(!isLeft);
      }),
    );
  });

  test("the quorum's index is the highest that all of some quorum hold (§5.3)", () => {
    fc.assert(
      fc.property(configurations, matches, (configuration, match) => {
        const matchOf = (one: RaftId): number => match[EVERYBODY.indexOf(one)] ?? 0;
        const held = quorumsOf(configuration).map((quorum) =>
          Math.min(...[...quorum].map(matchOf)),
        );
        expect(quorumIndex(configuration, matchOf)).toBe(Math.max(...held));
      }),
    );
  });

  test("any two quorums of one configuration meet, joint ones also those of either side", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const { voters, outgoing } = configuration;
        const quorums = quorumsOf(configuration);
        const sides = [voters, outgoing]
          .filter((group) => group.length > 0)
          .flatMap((group) => quorumsOf(configurationOf(group, [])));
        for (const one of quorums) {
          for (const other of [...quorums, ...(outgoing.length > 0 ? sides : [])])
            expect(areDisjoint(one, other)).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("whoever votes is named once", () => {
    fc.assert(
      fc.property(configurations, (configuration) => {
        const voters = votersOf(configuration);
        expect(new Set(voters).size).toBe(voters.length);
        const named = [...configuration.voters, ...configuration.outgoing];
        expect(new Set(voters)).toEqual(new Set(named));
      }),
    );
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
  ])("a majority of %i is %i", (voters, least) => {
    expect(majority(voters)).toBe(least);
  });

  test("learners count for nothing", () => {
    const learners = [4, 5].map(idOf);
    const configuration = { ...configurationOf([1, 2, 3].map(idOf), []), learners };
    expect(hasQuorum(configuration, (one) => learners.includes(one) || one === idOf(1))).toBe(
      false,
    );
    expect(quorumIndex(configuration, (one) => (learners.includes(one) ? 9 : 1))).toBe(1);
  });
});
