import { describe, expect, test } from "vitest";
import type { Logger } from "../lib/logger.ts";
import { silentLogger } from "../lib/logger.ts";
import { LogRefusal } from "../ports.ts";
import type { StateNote, StateNotes } from "../state-notes.ts";
import type { Configuration, RaftId, Role } from "../raft/types.ts";
import { StateChecks } from "./state-checks.ts";

const IDS = ["a", "b", "c", "d", "e", "f"].map((letter) => letter.repeat(16) as RaftId);

function note(index: number, hash: string): StateNote {
  return { index, hash };
}

function configurationOf(voters: number, learners = 0): Configuration {
  const members = IDS.slice(0, voters + learners).map((id, at) => {
    return { id, name: `n${at + 1}`, peer: "p:1", client: "c:1", http: "h:1" };
  });
  const ids = members.map(({ id }) => id);
  return { members, voters: ids.slice(0, voters), outgoing: [], learners: ids.slice(voters) };
}

/** One node of a cluster of whom the test says what each has told. */
class Place {
  own: StateNotes = { notes: [], checkedIndex: 0, agreedIndex: 0 };
  role: Role = "leader";
  configuration: Configuration;
  readonly proposed: StateNote[] = [];
  readonly errors: unknown[] = [];
  told = 0;
  #reports = new Map<number, readonly StateNote[]>();
  #onApplied: (index: number) => void = () => undefined;
  #onReport: () => void = () => undefined;
  answer: () => Promise<unknown> = () => new Promise(() => undefined);
  readonly checks: StateChecks;

  constructor(voters = 5, learners = 0) {
    this.configuration = configurationOf(voters, learners);
    const logger: Logger = { ...silentLogger, error: (fields) => void this.errors.push(fields) };
    this.checks = new StateChecks({
      id: IDS[0] as RaftId,
      logger,
      notes: () => this.own,
      commandOf: ({ index, hash }) => Buffer.from(`${index} ${hash}`),
      node: {
        configuration: () => this.configuration,
        status: () => ({ role: this.role }),
        onApplied: (listener) => ((this.#onApplied = listener), () => undefined),
        onReport: (listener) => ((this.#onReport = listener), () => undefined),
        tell: () => void (this.told += 1),
        peers: () => this.#peers(),
        propose: (command) => {
          const [index, hash] = Buffer.from(command).toString().split(" ");
          this.proposed.push(note(Number(index), hash ?? ""));
          return this.answer();
        },
      },
    });
  }

  applied(...notes: readonly StateNote[]): void {
    this.own = { ...this.own, notes: [...this.own.notes, ...notes] };
    this.#onApplied(notes.at(-1)?.index ?? 0);
  }

  hears(node: number, ...notes: readonly StateNote[]): void {
    this.#reports.set(node, notes);
    this.#onReport();
  }

  #peers() {
    return this.configuration.members.slice(1).map(({ id }, at) => {
      const notes = this.#reports.get(at + 2);
      return { id, report: notes === undefined ? null : { notes } };
    });
  }
}

describe("a leader", () => {
  test("proposes what a majority of the voters had, as soon as it knows it", () => {
    const place = new Place();
    place.applied(note(1000, "x"));
    place.hears(2, note(1000, "x"));
    expect(place.proposed).toEqual([]);
    place.hears(3, note(1000, "x"));
    expect(place.proposed).toEqual([note(1000, "x")]);
  });

  test("proposes the others' hash, not its own, when it is the odd one", () => {
    const place = new Place();
    place.applied(note(1000, "odd"));
    for (const node of [2, 3]) place.hears(node, note(1000, "x"));
    expect(place.proposed).toEqual([]);
    place.hears(4, note(1000, "x"));
    expect(place.proposed).toEqual([note(1000, "x")]);
  });

  test("counts voters, and both majorities while they change; learners count for nothing", () => {
    const place = new Place(3, 2);
    place.applied(note(1000, "x"));
    for (const node of [4, 5]) place.hears(node, note(1000, "x"));
    expect(place.proposed).toEqual([]);
    const { voters, learners } = place.configuration;
    place.configuration = { ...place.configuration, outgoing: voters, voters: learners };
    place.hears(4, note(1000, "x"));
    expect(place.proposed).toEqual([]);
    place.hears(2, note(1000, "x"));
    expect(place.proposed).toEqual([note(1000, "x")]);
  });

  test("asks about the newest index that a majority has told of, and once for each", () => {
    const place = new Place(3);
    place.applied(note(1000, "x"), note(2000, "y"), note(3000, "z"));
    place.hears(2, note(1000, "x"), note(2000, "y"));
    place.hears(2, note(1000, "x"), note(2000, "y"));
    expect(place.proposed).toEqual([note(2000, "y")]);
    place.hears(3, note(3000, "z"));
    expect(place.proposed).toEqual([note(2000, "y"), note(3000, "z")]);
  });

  test("asks nothing that the log has answered already", () => {
    const place = new Place(3);
    place.own = { ...place.own, checkedIndex: 1000 };
    place.applied(note(1000, "x"));
    place.hears(2, note(1000, "x"));
    expect(place.proposed).toEqual([]);
  });

  test("asks again when the log did not take the question", async () => {
    const place = new Place(3);
    place.answer = () => Promise.reject(new LogRefusal("OUTCOME_UNKNOWN"));
    place.applied(note(1000, "x"));
    place.hears(2, note(1000, "x"));
    await Promise.resolve();
    await Promise.resolve();
    place.hears(3, note(1000, "x"));
    expect(place.proposed).toHaveLength(2);
  });
});

test("nobody else proposes anything, but each tells the others of a new note at once, and once", () => {
  const place = new Place(3);
  place.role = "follower";
  place.applied(note(1000, "x"));
  place.applied();
  place.hears(2, note(1000, "x"));
  place.hears(3, note(1000, "x"));
  expect(place.told).toBe(1);
  expect(place.proposed).toEqual([]);
});

describe("when no majority can agree", () => {
  test("every node says so once for each index, and nothing is proposed", () => {
    for (const role of ["leader", "follower"] as const) {
      const place = new Place();
      place.role = role;
      place.applied(note(1000, "x"));
      place.hears(2, note(1000, "x"));
      place.hears(3, note(1000, "y"));
      place.hears(4, note(1000, "y"));
      // The fifth may agree with either.
      expect(place.checks.splitIndex).toBe(0);
      place.hears(5, note(1000, "z"));
      place.hears(5, note(1000, "z"));
      expect(place.checks.splitIndex).toBe(1000);
      expect(place.proposed).toEqual([]);
      expect(place.errors).toEqual([
        { index: 1000, states: ["n1 x", "n2 x", "n3 y", "n4 y", "n5 z"] },
      ]);
    }
  });

  test("a later index is asked about again", () => {
    const place = new Place(3);
    place.applied(note(1000, "x"));
    place.hears(2, note(1000, "y"));
    place.hears(3, note(1000, "z"), note(2000, "w"));
    place.applied(note(2000, "w"));
    expect(place.proposed).toEqual([note(2000, "w")]);
  });
});
