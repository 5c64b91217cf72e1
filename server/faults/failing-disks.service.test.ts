/**
 * Disks that err, lag and hang under one node of a real cluster of five while people write. The node leaves, or gives
 * its office away; the people notice nothing; nothing acknowledged is lost.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Injector, whyNoStrace } from "./fault-tools.ts";
import { flaws, People, quantile } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";
import type { RealNode } from "./real-nodes.ts";

const SYNCS = ["fsync", "fdatasync"];
const WRITES = ["pwrite64"];

interface Erring {
  readonly what: string;
  readonly victim: "leader" | "follower";
  readonly files: readonly string[];
  readonly calls: readonly string[];
  readonly fault: string;
  readonly code: number;
  /** In the one line that it leaves behind. */
  readonly says: RegExp;
}

const LOG = ["raft.db", "raft.db-wal"];
const STATE = ["state.db", "state.db-wal"];

/** Code 4: the mark does not say that the log must be copied at the next start, so the exit code does. */
const ERRING: readonly Erring[] = [
  {
    what: "a sync of the log fails under a follower",
    victim: "follower",
    files: LOG,
    calls: SYNCS,
    fault: "error=EIO",
    code: 1,
    says: /log can no longer be written/,
  },
  {
    what: "a sync of the log fails under the leader",
    victim: "leader",
    files: LOG,
    calls: SYNCS,
    fault: "error=EIO",
    code: 1,
    says: /log can no longer be written/,
  },
  {
    what: "a write of the log fails",
    victim: "leader",
    files: LOG,
    calls: WRITES,
    fault: "error=EIO",
    code: 1,
    says: /log can no longer be written/,
  },
  {
    what: "a write of the mark fails under the leader",
    victim: "leader",
    files: ["mark"],
    calls: WRITES,
    fault: "error=EIO",
    code: 4,
    says: /log can no longer be written/,
  },
  {
    what: "the file system of the log turns read-only",
    victim: "follower",
    files: LOG,
    calls: WRITES,
    fault: "error=EROFS",
    code: 1,
    says: /log can no longer be written/,
  },
  {
    what: "a sync of the mark fails",
    victim: "follower",
    files: ["mark"],
    calls: SYNCS,
    fault: "error=EIO",
    // The note that the log must be copied needs such a sync, too.
    code: 4,
    says: /log can no longer be written/,
  },
  {
    what: "the log finds no room at all",
    victim: "follower",
    files: LOG,
    calls: WRITES,
    fault: "error=ENOSPC",
    code: 3,
    says: /disk is full/,
  },
  {
    what: "a write of the state fails",
    victim: "follower",
    files: STATE,
    calls: WRITES,
    fault: "error=EIO",
    // A sync of the log may have failed beside it, unseen.
    code: 4,
    says: /state can no longer be trusted/,
  },
];

const why = whyNoStrace();
if (why !== null) console.warn(`SKIPPED ${ERRING.length + 4} tests of failing disks: ${why}`);

describe.skipIf(why !== null)("a disk that fails under one of five nodes", () => {
  let nodes: RealNodes;
  let people: People;

  beforeAll(async () => {
    nodes = await RealNodes.make(5);
    await nodes.startAll();
    people = await People.join(nodes.living);
    people.write(4);
  }, 60_000);

  afterAll(async () => {
    await nodes.end();
    people.close();
  });

  async function victim(which: "leader" | "follower"): Promise<RealNode> {
    let leader = "";
    await until(
      "there is a leader",
      async () => (leader = await people.leader(nodes.living)) !== "",
      10_000,
    );
    if (which === "leader") return nodes.node(leader);
    const follower = nodes.living.find(({ name }) => name !== leader);
    if (follower === undefined) throw new Error("nobody follows");
    return follower;
  }

  const inFolder = ({ folder }: RealNode, files: readonly string[]): readonly string[] =>
    files.map((file) => `${folder}/${file}`);

  const highestApplied = async (): Promise<number> =>
    Math.max(...(await Promise.all(nodes.living.map((one) => metric("raft_applied_index", one)))));

  it.each(ERRING)(
    "ends that node with one clear line when $what, and it comes back",
    async (erring) => {
      const { calls, fault } = erring;
      const node = await victim(erring.victim);
      await people.more(20);
      const begun = performance.now();
      const hurt = await Injector.start({
        pid: node.pid,
        paths: inFolder(node, erring.files),
        calls,
        fault,
      });
      const { code, stderr, at } = await node.ended;
      console.log(`${erring.what}: ended after ${Math.round(at - begun)} ms: ${stderr.trim()}`);
      expect(await hurt.stop()).toBeGreaterThan(0);
      expect(code).toBe(erring.code);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect(stderr).toMatch(erring.says);
      await people.more(20);
      const back = await nodes.bringBack(node.name, 30_000);
      await people.more(20);
      expect(people.failures).toEqual([]);
      expect(back.pid).not.toBe(node.pid);
    },
    120_000,
  );

  it("costs a leader whose disk hangs its office, and nobody else notices", async () => {
    const node = await victim("leader");
    const begun = performance.now();
    const paths = inFolder(node, LOG);
    const hurt = await Injector.start({
      pid: node.pid,
      paths,
      calls: SYNCS,
      fault: "delay_enter=3000000",
    });
    const isDeposed = async (): Promise<boolean> => {
      const others = nodes.living.filter(({ name }) => name !== node.name);
      const leader = await people.leader(others);
      return leader !== "" && leader !== node.name;
    };
    await until("another node leads", isDeposed, 20_000);
    console.log(
      `a leader whose disk hangs left office after ${Math.round(performance.now() - begun)} ms`,
    );
    await people.more(50);
    await hurt.stop();
    await people.more(20);
    expect(people.failures).toEqual([]);
  }, 120_000);

  it.each([
    ["slow", "delay_enter=300000"],
    ["hung", "delay_enter=20000000"],
  ])(
    "is not felt by anybody while a follower's disk is %s",
    async (what, fault) => {
      const node = await victim("follower");
      const from = people.latenciesMs.length;
      const hurt = await Injector.start({
        pid: node.pid,
        paths: inFolder(node, LOG),
        calls: SYNCS,
        fault,
      });
      await people.more(200);
      const latencies = people.latenciesMs.slice(from);
      const [p50, p99] = [0.5, 0.99].map((share) => Math.round(quantile(latencies, share)));
      console.log(
        `a ${what} disk under a follower: ${latencies.length} writes, p50 ${p50} ms, p99 ${p99} ms`,
      );
      const missing = (await highestApplied()) - (await metric("raft_applied_index", node));
      // A call that still waits is in no trace: what this node did not apply is what hangs.
      const hits = await hurt.stop();
      expect(what === "hung" ? missing > 100 : hits > 0).toBe(true);
      expect(people.failures).toEqual([]);
    },
    120_000,
  );

  it("loses nothing, doubles nothing, and leaves all five with the same story", async () => {
    await people.stop();
    const histories: (readonly string[])[] = [];
    for (const node of nodes.living) histories.push(await people.history(node));
    expect(nodes.living).toHaveLength(5);
    for (const history of histories) {
      expect(flaws(people.acknowledged, history)).toEqual([]);
      expect(history).toEqual(histories[0]);
    }
  }, 60_000);
});
