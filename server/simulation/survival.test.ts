import { describe, expect, test } from "vitest";
import { LIMITS } from "../src/limits.ts";
import { encodeConfiguration } from "../src/raft/configuration.ts";
import type { Entry, Index, RaftId, Term } from "../src/raft/types.ts";
import { MemoryDisk } from "../src/storage/memory-disk.ts";
import { memberOf, raftId } from "./first-members.ts";
import { NodeView } from "./node-view.ts";
import { Survival } from "./survival.ts";

interface Machine {
  readonly id: RaftId;
  readonly isInService: boolean;
  readonly view: NodeView;
}

const ids = (...numbers: readonly number[]): readonly RaftId[] => numbers.map(raftId);
const FIVE = ids(1, 2, 3, 4, 5);
const LEARNER = raftId(6);

function configurationAt(
  [index, term]: readonly [Index, Term],
  voters: readonly RaftId[],
  outgoing: readonly RaftId[] = [],
): Entry {
  const members = [...new Set([...voters, ...outgoing, LEARNER])].map(memberOf);
  const learners = [...voters, ...outgoing].includes(LEARNER) ? [] : [LEARNER];
  const data = encodeConfiguration({ members, voters, outgoing, learners });
  return { index, term, time: 0, kind: "configuration", data };
}

function commandAt(index: Index, term: Term): Entry {
  return { index, term, time: 0, kind: "command", data: new Uint8Array() };
}

const FIRST = configurationAt([1, 1], FIVE);
/** One of them gives its place to the learner. */
const PROMOTES = configurationAt([2, 1], [...FIVE.slice(0, 4), LEARNER], FIVE);

function machine(id: RaftId, ...entries: readonly Entry[]): Machine {
  const disk = new MemoryDisk();
  disk.submit([{ truncateFrom: null, hardState: { term: 1, vote: null }, entries }]);
  disk.sync();
  const view = new NodeView(id, `n${Number(id)}`, disk);
  view.restart(0, []);
  return { id, isInService: true, view };
}

function survivalOf(
  processes: readonly Machine[],
  asked: readonly (readonly RaftId[])[] = [],
): Survival {
  const witness = {
    get membersInPlay() {
      return processes.flatMap(({ view }) => view.configurations.map((one) => one.configuration));
    },
  };
  return new Survival({ processes, witness, asked: () => asked });
}

function outlives(
  processes: readonly Machine[],
  lost: readonly RaftId[],
  asked: readonly (readonly RaftId[])[] = [],
): boolean {
  const gone = new Set(processes.filter(({ id }) => lost.includes(id)));
  return survivalOf(processes, asked).outlives(gone);
}

describe("a cluster of five", () => {
  const all = (): readonly Machine[] => FIVE.map((id) => machine(id, FIRST));

  test("outlives two and not three", () => {
    expect(outlives(all(), ids(1, 2))).toBe(true);
    expect(outlives(all(), ids(1, 2, 3))).toBe(false);
  });

  test("counts nobody whose disk has lost something, or who is out of service", () => {
    const damaged = all();
    for (const { view } of damaged.slice(0, 1)) view.isDamaged = true;
    expect(outlives(damaged, ids(2))).toBe(true);
    expect(outlives(damaged, ids(2, 3))).toBe(false);
    const [first, ...rest] = all();
    if (first === undefined) throw new Error("there are five");
    expect(outlives([{ ...first, isInService: false }, ...rest], ids(2, 3))).toBe(false);
  });

  test("counts nobody who may recover for nothing at its next start", () => {
    const machines = all();
    const lineage = Array.from({ length: LIMITS.startsOfOwn }, (_, at) => {
      return { incarnation: at + 1, nonce: `${at}` };
    });
    const standing = { incarnation: lineage.length, isRecovering: false, seen: [], lineage };
    for (const { view } of machines.slice(0, 2)) {
      view.disk.submit([{ truncateFrom: null, hardState: null, entries: [], standing }]);
      view.disk.sync();
    }
    expect(outlives(machines, [])).toBe(true);
    expect(outlives(machines, ids(3))).toBe(false);
  });

  test("keeps a quorum of the voters that a leader was asked for, too", () => {
    expect(outlives(all(), ids(1, 2), [ids(3, 4, 5)])).toBe(true);
    expect(outlives(all(), ids(1, 2), [ids(1, 2, 3)])).toBe(false);
  });
});

describe("a member that others' logs make a voter, and its own does not", () => {
  const LATER = commandAt(2, 2);

  /** A quorum of those who are to be the voters, 1, 2, 3, 4 and 6, needs 6 when two of the others are lost. */
  function cluster(four: readonly Entry[], learner: readonly Entry[]): readonly Machine[] {
    const promoting = ids(1, 2, 3, 5).map((id) => machine(id, FIRST, PROMOTES));
    return [...promoting, machine(raftId(4), FIRST, ...four), machine(LEARNER, FIRST, ...learner)];
  }

  test("counts while a voter that is left holds what it holds", () => {
    expect(outlives(cluster([LATER], [LATER]), ids(1, 2))).toBe(true);
    expect(outlives(cluster([PROMOTES], []), ids(1, 4))).toBe(true);
  });

  test("does not when all that hold it are lost: it grants no vote and never campaigns", () => {
    expect(outlives(cluster([LATER], [LATER]), ids(4))).toBe(true);
    expect(outlives(cluster([LATER], [LATER]), ids(1, 4))).toBe(false);
  });

  test("does not when the last of them may have said it, though it has not arrived yet", () => {
    expect(outlives(cluster([LATER], []), ids(1, 4))).toBe(false);
  });
});
