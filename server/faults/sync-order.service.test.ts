/**
 * What real nodes do under people who write, seen by the kernel: no acknowledgement leaves a node, for a client or for a
 * member, before the log up to it was synced on that node (reliability.md, row 28).
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { whyNoStrace } from "./fault-tools.ts";
import { entriesIn } from "./found-log.ts";
import { NodeTrace } from "./node-trace.ts";
import { People } from "./people.ts";
import { RealNodes } from "./real-nodes.ts";
import type { RealNode } from "./real-nodes.ts";
import { SYNC_ORDER_CALLS, type SyncOrder, syncOrderOf } from "./sync-order.ts";

const MESSAGES = 150;
const WRITERS = 4;
const LONG_MS = 180_000;

const why = whyNoStrace();
if (why !== null) console.warn(`SKIPPED 2 tests of the order of syncs: ${why}`);

interface Watched extends SyncOrder {
  readonly name: string;
  /** Index to the texts of its entry. */
  readonly textsAt: ReadonlyMap<number, readonly string[]>;
}

describe.skipIf(why !== null)("nodes whose system calls are watched", () => {
  let nodes: RealNodes;
  let people: People;
  let watched: readonly Watched[] = [];

  beforeAll(async () => {
    nodes = await RealNodes.make(3);
    await nodes.startAll();
    people = await People.join(nodes.living);
    const living = [...nodes.living];
    const traces = await Promise.all(
      living.map(({ pid }) => NodeTrace.start(pid, SYNC_ORDER_CALLS)),
    );
    people.write(WRITERS);
    await people.more(MESSAGES, LONG_MS);
    await people.stop();
    const calls = await Promise.all(traces.map((trace) => trace.stop()));
    for (const node of living) {
      node.kill();
      await node.ended;
    }
    watched = await Promise.all(
      living.map(async (node, at) => ({
        name: node.name,
        ...syncOrderOf(calls[at] ?? [], portsOf(node, living)),
        textsAt: await textsIn(node),
      })),
    );
  }, LONG_MS);

  afterAll(async () => {
    people.close();
    await nodes.end();
  });

  it("sync the log before they tell clients and members that they hold it, every single time", () => {
    const early = watched.flatMap(({ name, acknowledgements, durableAt, textsAt }) =>
      acknowledgements.flatMap(({ to, index, sentAt }) =>
        [...textsAt]
          .filter(([at]) => at <= index)
          .flatMap(([, texts]) => texts)
          .filter((text) => (durableAt.get(text) ?? Number.MAX_SAFE_INTEGER) > sentAt)
          .map((text) => `${name} told a ${to} of ${index} before ${text} was synced`),
      ),
    );
    expect(early).toEqual([]);
  });

  it("were seen to acknowledge everything that people were told, and on more than one node", () => {
    const all = watched.flatMap(({ acknowledgements }) => acknowledgements);
    const toClients = all.filter(({ to }) => to === "client").length;
    const toMembers = all.length - toClients;
    console.info(`${toClients} acknowledgements to clients, ${toMembers} to members: all synced`);
    expect(toClients).toBeGreaterThanOrEqual(people.acknowledged.length);
    const followers = watched.filter(({ acknowledgements }) =>
      acknowledgements.some(({ to }) => to === "member"),
    );
    expect(followers.length).toBeGreaterThanOrEqual(2);
    for (const { durableAt } of watched) expect(durableAt.size).toBeGreaterThan(MESSAGES / 2);
  });
});

/** What was written while the calls were watched. */
async function textsIn({ folder }: RealNode): Promise<Watched["textsAt"]> {
  const texts = new Map<number, readonly string[]>();
  for (const { index, data } of await entriesIn(`${folder}/raft.db`)) {
    const found = Buffer.from(data)
      .toString("latin1")
      .match(/\[w\d+-\d+-\d+\]/g);
    if (found !== null) texts.set(index, found);
  }
  return texts;
}

function portsOf(node: RealNode, all: readonly RealNode[]) {
  const others = all.filter(({ name }) => name !== node.name);
  return { client: portOf(node.grpc), members: new Set(others.map(({ peer }) => portOf(peer))) };
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(":") + 1));
}
