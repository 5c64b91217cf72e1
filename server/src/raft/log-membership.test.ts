import { describe, expect, test } from "vitest";
import { encodeConfiguration } from "./configuration.ts";
import { RaftLog } from "./log.ts";
import { inWords, memberOf } from "./membership-cluster.ts";
import { idOf } from "./test-cluster.ts";
import type { Entry, StoredLog } from "./types.ts";

/** A configuration at 1, one of these voters at 4, of those at 8; commands between. */
const entries: readonly Entry[] = Array.from({ length: 9 }, (_, offset): Entry => {
  const index = offset + 1;
  const voters = { 1: [1], 4: [1, 2], 8: [1, 2, 3] }[index];
  const common = { index, term: 1, time: index };
  if (voters === undefined) return { ...common, kind: "command", data: new Uint8Array(1) };
  const configuration = { members: voters.map(memberOf), voters: voters.map(idOf) };
  const data = encodeConfiguration({ ...configuration, outgoing: [], learners: [] });
  return { ...common, kind: "configuration", data };
});

const empty: StoredLog = {
  hardState: { term: 1, vote: null },
  baseIndex: 0,
  baseTerm: 0,
  lastIndex: 0,
  termRuns: [],
  configurations: [],
  lastTime: 0,
  bytes: 0,
};

function filled(): RaftLog {
  const log = new RaftLog(empty, 0, 1 << 20);
  log.append(entries);
  log.durableIndex = log.lastIndex;
  return log;
}

describe("the configuration of a log", () => {
  test("is the newest there, whether committed or not, and the one before when that is cut off", () => {
    const log = filled();
    expect([inWords(log.configuration), log.configurationIndex]).toEqual(["1 2 3", 8]);
    log.truncateFrom(8);
    expect([inWords(log.configuration), log.configurationIndex]).toEqual(["1 2", 4]);
    log.truncateFrom(2);
    expect([inWords(log.configuration), log.configurationIndex]).toEqual(["1", 1]);
  });

  test("of a snapshot is one that is committed at its index (NATS 1fae611)", () => {
    const log = filled();
    log.commitIndex = 7;
    expect(log.baseAt(3, 3).configuration.index).toBe(1);
    expect(log.baseAt(7, 7).configuration.index).toBe(4);
    expect(() => log.baseAt(8, 8)).toThrow("a base is a committed entry");
  });

  test("survives two compactions, and a restart after them (openraft dba24036)", () => {
    const log = filled();
    log.commitIndex = 9;
    log.appliedIndex = 9;
    log.compactTo(5, 5);
    const base = log.compactTo(7, 7);
    expect(inWords(log.configuration)).toBe("1 2 3");
    expect(log.membersInPlay).toHaveLength(3);
    const restarted = new RaftLog(
      {
        ...empty,
        baseIndex: 7,
        baseTerm: 1,
        lastIndex: 7,
        configurations: [base.configuration],
        lastTime: base.time,
      },
      7,
      1 << 20,
    );
    expect([inWords(restarted.configuration), restarted.configurationIndex]).toEqual(["1 2", 4]);
  });

  test("names as possible members all whom a committed or later one names", () => {
    const log = filled();
    const names = (): readonly string[] => log.membersInPlay.map(({ name }) => name);
    log.commitIndex = 7;
    expect(names().toSorted()).toEqual(["n1", "n2", "n3"]);
    log.truncateFrom(8);
    expect(names().toSorted()).toEqual(["n1", "n2"]);
  });
});
