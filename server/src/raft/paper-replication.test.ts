/**
 * The paper's §5.3 to §5.5, sentence by sentence, and Figure 3. In brackets: the names under which etcd's raft_paper_test
 * has it; DESIGN.md says where the rest of those is.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idOf, TestCluster } from "./test-cluster.ts";
import { append, appended, voteRequest } from "./test-messages.ts";
import type { Entry, Term } from "./types.ts";

describe("log replication (§5.3)", () => {
  test("a command is appended and sent to all at once, behind what they are known to hold [LeaderStartReplication]", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a");
    expect(cluster.sent.slice(-2)).toMatchObject([
      { type: "appendRequest", to: idOf(2), prevIndex: 2, prevTerm: 2, entries: [{ index: 3 }] },
      { type: "appendRequest", to: idOf(3), prevIndex: 2, prevTerm: 2, entries: [{ index: 3 }] },
    ]);
    expect(cluster.status(1)).toMatchObject({ lastIndex: 3, commitIndex: 2 });
  });

  test.each([
    { nodes: 3, holders: [], isCommitted: false },
    { nodes: 3, holders: [2], isCommitted: true },
    { nodes: 3, holders: [2, 3], isCommitted: true },
    { nodes: 5, holders: [2], isCommitted: false },
    { nodes: 5, holders: [2, 3], isCommitted: true },
    { nodes: 5, holders: [2, 3, 4, 5], isCommitted: true },
  ])(
    "of $nodes, held by 1 and $holders: committed is $isCommitted [LeaderAcknowledgeCommit]",
    ({ nodes, holders, isCommitted }) => {
      const cluster = new TestCluster(Array.from({ length: nodes }, () => []));
      cluster.elect(1);
      cluster.propose(1, "a");
      for (const holder of holders) cluster.receive(1, appended(holder, 1, 3, 2));
      expect(cluster.status(1).commitIndex).toBe(isCommitted ? 3 : 2);
    },
  );

  test.each([[[]], [[2]], [[1, 2]], [[1, 1]]])(
    "a commit commits all before it, of earlier leaders too: %j [LeaderCommitPrecedingEntries, LeaderCommitEntry]",
    (terms) => {
      const cluster = new TestCluster([terms, [], []]);
      cluster.elect(1);
      cluster.propose(1, "a");
      cluster.settle();
      const last = 1 + terms.length + 2;
      expect(cluster.status(1)).toMatchObject({ commitIndex: last, appliedIndex: last });
      expect(cluster.node(1).applied).toBe(last);
    },
  );

  test("a follower applies what it learns to be committed, in order [FollowerCommitEntry]", () => {
    const cluster = new TestCluster([[], [], []]);
    const entries = [2, 3].map((index) => {
      return { index, term: 1, time: 0, kind: "command", data: new Uint8Array([index]) } as const;
    });
    cluster.receive(1, append(2, 1, { entries, commit: 2 }));
    expect(cluster.status(1).appliedIndex).toBe(2);
    cluster.receive(1, append(2, 1, { prevIndex: 3, commit: 3 }));
    expect(cluster.status(1).appliedIndex).toBe(3);
  });

  test("entries are sent again until every follower has them, also long after the client had its answer", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.cut(3);
    cluster.propose(1, "a");
    cluster.pass(3_000);
    expect(cluster.status(1)).toMatchObject({ commitIndex: 3, appliedIndex: 3 });
    cluster.heal(3);
    cluster.pass(500);
    expect(cluster.node(3).disk).toEqual(cluster.node(1).disk);
    expect(cluster.status(3).appliedIndex).toBe(3);
  });

  test("one slow follower keeps nobody waiting: a majority in one round is enough", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.elect(1);
    cluster.hold(4);
    cluster.cut(5);
    cluster.sent.length = 0;
    cluster.propose(1, "a");
    cluster.settle();
    expect(cluster.status(1).commitIndex).toBe(3);
    const appends = cluster.sent.filter(
      (one) => one.type === "appendRequest" && one.entries.length > 0,
    );
    expect(appends).toHaveLength(4);
  });

  test("every append tells the leader's commit index, so that followers find out", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a");
    cluster.settle();
    cluster.propose(1, "b");
    const appends = cluster.sent.slice(-2);
    expect(appends).toMatchObject([
      { type: "appendRequest", commit: 3 },
      { type: "appendRequest", commit: 3 },
    ]);
    cluster.settle();
    expect(cluster.status(2).appliedIndex).toBeGreaterThanOrEqual(3);
  });

  test("a new leader takes the next index of each follower to be the one behind its own log", () => {
    const cluster = new TestCluster([[1, 1, 1], [1], []]);
    cluster.elect(1);
    const first = (to: number) =>
      cluster.sent.find((one) => one.type === "appendRequest" && one.to === idOf(to));
    expect([first(2), first(3)]).toMatchObject([
      { prevIndex: 4, prevTerm: 1 },
      { prevIndex: 4, prevTerm: 1 },
    ]);
  });

  test.each([
    { name: "lacks entries", other: [1, 1], refusals: 1 },
    { name: "has a whole term in conflict", other: [1, 2, 2, 2, 2, 2], refusals: 2 },
    { name: "has two terms in conflict", other: [1, 2, 2, 2, 3, 3, 3], refusals: 2 },
  ])(
    "a refusal names a term and its first place, so that one that $name costs a round for each term at most",
    ({ other, refusals }) => {
      const cluster = new TestCluster([[1, 1, 1, 4, 4, 4, 4, 4], other, []]);
      cluster.elect(1);
      cluster.pass(100);
      const refused = cluster.sent.filter(
        (one) => one.type === "appendResponse" && one.from === idOf(2) && !one.success,
      );
      expect(refused).toHaveLength(refusals);
      expect(cluster.node(2).disk).toEqual(cluster.node(1).disk);
    },
  );

  test("an append that a follower had already taken before it crashed does no harm: RPCs are idempotent (§5.5)", () => {
    const cluster = new TestCluster([[], [], []]);
    cluster.elect(1);
    cluster.propose(1, "a", "b");
    const [, sent] = cluster.sent.filter(({ to }) => to === idOf(2)).slice(-2);
    if (sent?.type !== "appendRequest") throw new Error("the last word is an append");
    cluster.receive(2, sent);
    const before = cluster.node(2).disk.slice();
    cluster.cut(1);
    cluster.restart(2);
    cluster.sent.length = 0;
    const effects = cluster.receive(2, sent);
    expect(effects.filter(({ kind }) => kind === "persist")).toEqual([]);
    expect(cluster.node(2).disk).toEqual(before);
    expect(cluster.sent).toMatchObject([{ type: "appendResponse", success: true, index: 4 }]);
  });
});

describe("safety (§5.4)", () => {
  test.each([
    { name: "a later last term", own: [1, 2], asks: { lastIndex: 9, lastTerm: 1 }, granted: false },
    { name: "a longer log", own: [1, 2], asks: { lastIndex: 2, lastTerm: 2 }, granted: false },
    { name: "an equal log", own: [1, 2], asks: { lastIndex: 3, lastTerm: 2 }, granted: true },
    { name: "a worse log", own: [1, 2], asks: { lastIndex: 2, lastTerm: 3 }, granted: true },
  ])("a voter with $name grants $granted (§5.4.1)", ({ own, asks, granted }) => {
    const cluster = new TestCluster([own, [], []]);
    cluster.receive(1, voteRequest(2, 1, 5, asks));
    expect(cluster.sent).toMatchObject([{ type: "voteResponse", granted, term: 5 }]);
  });

  test("nobody is elected who lacks a committed entry: some voter of every majority has it (§5.4.1)", () => {
    const cluster = new TestCluster([[], [], [], [], []]);
    cluster.elect(1);
    cluster.cut(4, 5);
    cluster.propose(1, "a");
    cluster.settle();
    expect(cluster.status(1).commitIndex).toBe(3);
    cluster.cut(1, 2);
    cluster.heal(4, 5);
    for (const lacking of [4, 5]) cluster.elect(lacking);
    cluster.pass(3_000);
    expect(cluster.leaders().filter((number) => number > 2)).toEqual([3]);
    expect(cluster.node(5).disk).toEqual(cluster.node(3).disk);
  });

  test("an earlier term's entry counts when one of the leader's own term is committed behind it (§5.4.2)", () => {
    const cluster = new TestCluster([[2], [2], []]);
    cluster.hold(1);
    cluster.elect(1);
    cluster.unhold(1);
    cluster.settle();
    const { term } = cluster.status(1);
    expect(cluster.terms(1)).toEqual([2, term]);
    expect(cluster.status(1).commitIndex).toBe(3);
  });
});

describe("what is true at all times (Figure 3)", () => {
  const deed = fc.oneof(
    fc.record({
      what: fc.constantFrom("elect", "propose", "restart"),
      who: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({
      what: fc.constantFrom("cut", "heal", "heal"),
      who: fc.integer({ min: 1, max: 5 }),
    }),
  );

  test("one leader a term; it appends only; equal entries have equal logs before them; what is committed stays", () => {
    let commits = 0;
    fc.assert(
      fc.property(fc.array(deed, { minLength: 20, maxLength: 50 }), (deeds) => {
        const cluster = new TestCluster([[], [], [], [], []]);
        const leaders = new Map<Term, number>();
        const committed: string[] = [];
        for (const { what, who } of deeds) {
          const before = cluster.status(who);
          const log = cluster.node(who).disk.slice();
          if (what === "elect") cluster.elect(who);
          else if (what === "propose") cluster.propose(who, `${cluster.now}`);
          else if (what === "restart") cluster.restart(who);
          else cluster[what](who);
          cluster.pass(100);
          // Leader Append-Only, as far as it led all the while.
          const after = cluster.status(who);
          if (before.role === "leader" && after.role === "leader" && before.term === after.term)
            expect(cluster.node(who).disk.slice(0, log.length)).toEqual(log);
          expectOneLeaderEach(cluster, leaders);
          expectLogsMatch(cluster);
          expectCommittedStays(cluster, committed);
        }
        commits += committed.length;
      }),
      { numRuns: 40 },
    );
    expect(commits).toBeGreaterThan(200);
  });
});

/** Election Safety. */
function expectOneLeaderEach(cluster: TestCluster, leaders: Map<Term, number>): void {
  for (const number of cluster.leaders()) {
    const { term } = cluster.status(number);
    expect(leaders.get(term) ?? number).toBe(number);
    leaders.set(term, number);
  }
}

const wordOf = (entry: Entry | undefined): string =>
  entry === undefined
    ? ""
    : `${entry.term} ${entry.kind} ${Buffer.from(entry.data).toString("hex")}`;

/** Log Matching: an index and a term name one entry, and with it all before it. */
function expectLogsMatch(cluster: TestCluster): void {
  const before = new Map<string, string>();
  for (const number of cluster.numbers()) {
    let past = "";
    for (const entry of cluster.node(number).disk) {
      past = `${past}|${wordOf(entry)}`;
      const name = `${entry.index} ${entry.term}`;
      expect(before.get(name) ?? past).toBe(past);
      before.set(name, past);
    }
  }
}

/** Leader Completeness and State Machine Safety: what one has applied, everybody applies there, and later leaders hold. */
function expectCommittedStays(cluster: TestCluster, committed: string[]): void {
  for (const number of cluster.numbers()) {
    const { appliedIndex, role, term } = cluster.status(number);
    const { disk } = cluster.node(number);
    for (let at = 0; at < appliedIndex; at += 1) {
      const word = wordOf(disk[at]);
      expect(committed[at] ?? word).toBe(word);
      committed[at] = word;
    }
    const isNewest = cluster.numbers().every((one) => cluster.status(one).term <= term);
    if (role === "leader" && isNewest)
      expect(disk.slice(0, committed.length).map(wordOf)).toEqual(committed);
  }
}
