import { describe, expect, test } from "vitest";
import { describeMembers, membersJson } from "./describe-members.ts";
import { unfinishedOf } from "./join.ts";
import { newestOf, type MembershipView, type MemberView } from "./membership-view.ts";

type Row = readonly [number, MemberView["standing"]?, boolean?];

function member([n, standing = "voter", reachable = true]: Row): MemberView {
  const at = (base: number): string => `127.0.0.1:${base + n}`;
  const addresses = { client: at(7100), peer: at(7200), http: at(7300) };
  return {
    id: `${n}`,
    name: `n${n}`,
    ...addresses,
    standing,
    reachable,
    lastIndex: 50,
    appliedIndex: 50,
    diskFreeBytes: 3 * 2 ** 30,
    diskFull: false,
    agreedIndex: 0,
    divergedAt: 0,
    isRecovering: false,
  };
}

function view(rows: readonly Row[], more: Partial<MembershipView> = {}): MembershipView {
  const facts = { clusterId: "c", node: "n1", term: 4, leader: "n1", index: 9, commitIndex: 100 };
  return { ...facts, changing: false, retired: [], members: rows.map(member), ...more };
}

const five: readonly Row[] = [[1], [2], [3], [4], [5]];

describe("the sentence about the members", () => {
  test.each([
    {
      what: "all are up",
      rows: five,
      says: "n1 leads in term 4; 5 members vote. 2 more may fail.",
    },
    {
      what: "two are silent",
      rows: [[1], [2], [3], [4, "voter", false], [5, "voter", false]] as Row[],
      says: "5 members vote. None may fail",
    },
    {
      what: "three are silent",
      rows: [[1], [2], [3, "voter", false], [4, "voter", false], [5, "voter", false]] as Row[],
      says: "No majority: 1 of those that are away must come back (3 of 5 are needed).",
    },
    { what: "one is alone", rows: [[1]] as Row[], says: "1 member votes. None may fail" },
    {
      what: "they are even",
      rows: [...five, [6]] as Row[],
      says: "survives no more failures than 5.",
    },
    {
      what: "one learns",
      rows: [...five, [6, "learner"]] as Row[],
      says: 'n6 is learning and holds 50 % of the log; "parley cluster add" goes on with it',
    },
  ])("when $what", ({ rows, says }) => {
    expect(describeMembers(view(rows))).toContain(says);
  });

  test("says when nobody leads, and when a change is not committed", () => {
    const text = describeMembers(view(five, { leader: "", changing: true }));
    expect(text).toContain("Nobody leads; 5 members vote.");
    expect(text).toContain("under way and not committed yet");
  });

  test("names the disks that are nearly full, and nobody's while all have room", () => {
    const full = view(five);
    const members = full.members.map((one) =>
      ["n2", "n4"].includes(one.name) ? { ...one, diskFull: true, diskFreeBytes: 5 } : one,
    );
    const text = describeMembers({ ...full, members });
    expect(text).toContain("The disks of n2, n4 are nearly full.");
    expect(text).toMatch(/n2 +voter +up +50 +0 MiB/);
    expect(describeMembers(full)).not.toContain("full");
  });

  test.each([
    [
      true,
      "n2 diverged at index 9000: its state was not that of the others, and its state is made",
    ],
    [false, "n2 diverged at index 9000: its state was not that of the others, and it has stopped"],
  ])("names a member whose state diverged (up: %s)", (reachable, sentence) => {
    const [first, second, ...rest] = view(five).members;
    if (first === undefined || second === undefined) throw new Error("there are five");
    const members = [first, { ...second, reachable, divergedAt: 9_000 }, ...rest];
    expect(describeMembers(view(five, { members }))).toContain(sentence);
    expect(membersJson("members", view(five, { members }))).toMatchObject({
      members: [{ divergedAt: 0 }, { name: "n2", divergedAt: 9_000 }, {}, {}, {}],
    });
  });

  test.each([
    ["n1", "n2 lacks a part of its log and counts for nothing until then: the leader refills it"],
    ["", 'if those are lost for good, see "parley cluster recover"'],
  ])("names a member that recovers, and does not count on it (leader: %s)", (leader, sentence) => {
    const [first, second, ...rest] = view(five).members;
    if (first === undefined || second === undefined) throw new Error("there are five");
    const members = [first, { ...second, isRecovering: true }, ...rest];
    const said = describeMembers(view(five, { members, leader }));
    expect(said).toContain(sentence);
    expect(said).toContain("1 more may fail");
    expect(said).toMatch(/n2 +voter +recovers/);
    expect(membersJson("members", view(five, { members }))).toMatchObject({
      members: [{ recovering: false }, { recovering: true }, {}, {}, {}],
    });
  });

  test("is followed by a row for each, silent ones too", () => {
    const rows = describeMembers(view([[1], [2, "voter", false], [6, "learner"]])).split("\n");
    expect(
      rows.filter((row) => /^ {2}n\d/.test(row)).map((row) => row.trim().split(/ {2,}/)),
    ).toEqual([
      ["n1", "voter", "leads", "50", "3072 MiB", "127.0.0.1:7101"],
      ["n2", "voter", "silent", "50", "3072 MiB", "127.0.0.1:7102"],
      ["n6", "learner", "up", "50", "3072 MiB", "127.0.0.1:7106"],
    ]);
  });
});

test.each([
  { rows: five, leader: "n1", ok: true },
  { rows: five, leader: "", ok: false },
  { rows: [[1], [2, "voter", false], [3, "voter", false]] as Row[], leader: "n1", ok: false },
  { rows: [[1], [2, "learner", false]] as Row[], leader: "n1", ok: true },
])("for scripts, ok is $ok with leader '$leader'", ({ rows, leader, ok }) => {
  expect(membersJson("members", view(rows, { leader }))).toMatchObject({ event: "members", ok });
});

describe("of several answers", () => {
  const from = (node: string, more: Partial<MembershipView>): MembershipView =>
    view(five, { node, ...more });

  test("that of the leader counts", () => {
    const leader = from("n1", { index: 9 });
    expect(newestOf([from("n2", { index: 12 }), leader])).toBe(leader);
  });

  test("of two that believe to lead, that of the newer term", () => {
    const heir = from("n2", { leader: "n2", term: 5 });
    expect(newestOf([from("n1", { leader: "n1", term: 4 }), heir])).toBe(heir);
  });

  test("without a leader, that of the newest members", () => {
    const newer = from("n3", { leader: "", index: 12 });
    expect(newestOf([from("n2", { leader: "", index: 9 }), newer])).toBe(newer);
  });

  test("one that knows no members yet does not count, and of none there is none", () => {
    expect(newestOf([view([])])).toBeNull();
    expect(newestOf([])).toBeNull();
  });
});

test("what an earlier command left behind is a learner, or named by cluster.json alone; one that left is not", () => {
  const file = [1, 2, 6, 7, 8].map((n) => member([n]));
  const seen = view([[1], [2, "leaving"], [6, "learner"]], { retired: ["n8"] });
  expect(unfinishedOf(file, seen).map(({ name }) => name)).toEqual(["n6", "n7"]);
});
