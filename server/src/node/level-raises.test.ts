import fc from "fast-check";
import { expect, test } from "vitest";
import { silentLogger } from "../lib/logger.ts";
import { LogRefusal } from "../ports.ts";
import type { Configuration, RaftId, Role } from "../raft/types.ts";
import { commonLevel, LevelRaises, type VoterLevel } from "./level-raises.ts";

const IDS = ["a", "b", "c", "d"].map((letter) => letter.repeat(16) as RaftId);
const [OWN = "" as RaftId, SECOND = "" as RaftId, THIRD = "" as RaftId, FOURTH = "" as RaftId] =
  IDS;

const configuration = (change: Partial<Configuration> = {}): Configuration => ({
  members: [],
  voters: [OWN, SECOND, THIRD],
  outgoing: [],
  learners: [],
  ...change,
});

const told = (id: RaftId, featureLevel: number, reachable = true): VoterLevel => ({
  id,
  reachable,
  report: { featureLevel },
});

/** A node of a cluster of three, of which the test says what each has told. */
class Place {
  role: Role = "leader";
  level = 1;
  configuration = configuration();
  peers: VoterLevel[] = [];
  readonly proposed: number[] = [];
  #onReport: () => void = () => undefined;
  answer: () => Promise<unknown> = () => new Promise(() => undefined);

  constructor() {
    void new LevelRaises({
      id: OWN,
      logger: silentLogger,
      supported: 3,
      level: () => this.level,
      commandOf: (level) => Uint8Array.of(level),
      node: {
        configuration: () => this.configuration,
        status: () => ({ role: this.role }),
        peers: () => this.peers,
        onApplied: () => () => undefined,
        onReport: (listener) => ((this.#onReport = listener), () => undefined),
        propose: ([level = 0]) => {
          this.proposed.push(level);
          return this.answer();
        },
      },
    });
  }

  hears(...peers: readonly VoterLevel[]): void {
    this.peers = [...peers];
    this.#onReport();
  }
}

test("a leader raises to what every voter knows, as soon as the last one has told", () => {
  const place = new Place();
  place.hears(told(SECOND, 2));
  expect(place.proposed).toEqual([]);
  place.hears(told(SECOND, 2), told(THIRD, 3));
  place.hears(told(SECOND, 2), told(THIRD, 3));
  expect(place.proposed).toEqual([2]);
});

test.each<[string, (place: Place) => void]>([
  ["a voter of an older program", (place) => place.hears(told(SECOND, 2), told(THIRD, 1))],
  ["a voter that is away", (place) => place.hears(told(SECOND, 2), told(THIRD, 2, false))],
  [
    "a voter that has not told",
    (place) => place.hears(told(SECOND, 2), { id: THIRD, reachable: true, report: null }),
  ],
  [
    "an old voter while the members change",
    (place) => {
      place.configuration = configuration({ outgoing: [OWN, FOURTH] });
      place.hears(told(SECOND, 2), told(THIRD, 2), told(FOURTH, 1));
    },
  ],
  [
    "somebody else who leads",
    (place) => {
      place.role = "follower";
      place.hears(told(SECOND, 2), told(THIRD, 2));
    },
  ],
  [
    "a level that is in force",
    (place) => {
      place.level = 2;
      place.hears(told(SECOND, 2), told(THIRD, 2));
    },
  ],
])("nothing is raised because of %s", (_what, arrange) => {
  const place = new Place();
  arrange(place);
  expect(place.proposed).toEqual([]);
});

test("a refused proposal is made again when the next report comes", async () => {
  const place = new Place();
  place.answer = () => Promise.reject(new LogRefusal("NO_LEADER", { leader: "", term: 1 }));
  place.hears(told(SECOND, 2), told(THIRD, 2));
  await new Promise(setImmediate);
  place.hears(told(SECOND, 2), told(THIRD, 2));
  expect(place.proposed).toEqual([2, 2]);
});

test("nobody among the voters is asked for more than it has told", () => {
  const levels = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(levels, fc.integer({ min: 1, max: 5 }), (others, supported) => {
      const peers = others.map((level, at) => told(IDS[at + 1] ?? OWN, level));
      const voters = configuration({ voters: IDS });
      expect(commonLevel(voters, { id: OWN, supported }, peers)).toBe(
        Math.min(supported, ...others),
      );
    }),
  );
});
