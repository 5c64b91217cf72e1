/**
 * One of five nodes has another state than the rest, as a rotten row makes it: found at the next compared index, reported,
 * put aside and made again, while people write and notice nothing (reliability.md row 25).
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { OperatorService } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { sealState } from "../src/chat/state-file.ts";
import { LIMITS } from "../src/limits.ts";
import { ServiceClient } from "../src/rpc/service-client.ts";
import { flaws, People } from "./people.ts";
import { metric, RealNodes, until } from "./real-nodes.ts";
import type { Ended, RealNode } from "./real-nodes.ts";

const WRITERS = 48;
const EVERY = LIMITS.stateNoteEntries;
/** From the moment at which another node has applied the noted index to the end of the odd one: printed, and no flake. */
const FOUND_MS = 1_000;
const BUSY_MACHINE = 10;
const PATIENT = { timeout: 170_000 };
/** Logs are compacted meanwhile: the state is made again from a copy. */
const SMALL = { PARLEY_SNAPSHOT_LOG_BYTES: "131072" };

let nodes: RealNodes;
let people: People;

beforeAll(async () => {
  nodes = await RealNodes.make(5);
  await Promise.all(nodes.names.map((name) => nodes.start(name, SMALL)));
  people = await People.join(nodes.living);
}, 60_000);

afterAll(async () => {
  await people.stop();
  people.close();
  await nodes.end();
}, 60_000);

async function leader(): Promise<RealNode> {
  let name = "";
  const isKnown = async () => {
    name = await people.leader(nodes.living);
    return nodes.living.some((node) => node.name === name);
  };
  await until("somebody leads", isKnown, 5_000);
  return nodes.node(name);
}

async function anyFollower(): Promise<RealNode> {
  const led = await leader();
  const follower = nodes.living.find(({ name }) => name !== led.name);
  if (follower === undefined) throw new Error("five nodes run");
  return follower;
}

/**
 * While its node is down, and without a word to it. Nobody writes meanwhile: were the logs compacted beyond it, a copy
 * would heal it before anything could be found.
 */
async function rot(node: RealNode, sql: string): Promise<RealNode> {
  await people.stop();
  const written = Math.max(
    ...(await Promise.all(nodes.living.map((one) => metric("raft_applied_index", one)))),
  );
  await until(
    `${node.name} has applied all`,
    async () => (await metric("raft_applied_index", node)) >= written,
    10_000,
  );
  node.kill();
  await node.ended;
  const state = new Database(join(node.folder, "state.db"));
  expect(state.prepare(sql).run().changes).toBeGreaterThan(0);
  state.close();
  // As if it had stopped in order like this: else all of it is read after the start, and found by that.
  sealState(join(node.folder, "state.db"));
  return nodes.bringBack(node.name, 30_000);
}

/** People write until the node ends, at the next index that is compared, and soon enough. */
async function untilItEnds(odd: RealNode): Promise<Ended> {
  const others = nodes.living.filter(({ name }) => name !== odd.name);
  const [witness] = others;
  if (witness === undefined) throw new Error("five nodes run");
  const noted = (Math.floor((await metric("raft_applied_index", odd)) / EVERY) + 1) * EVERY;
  people.write(WRITERS);
  await until(
    `index ${noted} is applied`,
    async () => (await metric("raft_applied_index", witness)) >= noted,
    40_000,
  );
  const at = performance.now();
  const ended = await odd.ended;
  expect(ended.stderr).toMatch(new RegExp(`diverged at index ${noted}[:,]`));
  console.info(`${odd.name} ended ${Math.round(ended.at - at)} ms after index ${noted}`);
  expect(ended.at - at).toBeLessThan(FOUND_MS * BUSY_MACHINE);
  return ended;
}

async function membershipNews(of: string) {
  const client = new ServiceClient((await leader()).grpc);
  const { reply } = await client.ask(OperatorService.method.getMembership, {});
  client.close();
  return reply.news.find(({ node }) => node === of);
}

/** Right after its start the leader does not hear it yet, and refuses. */
async function letLead({ name: to }: RealNode): Promise<void> {
  const token = readFileSync(join(nodes.data, "operator-token"), "utf8").trim();
  const isAccepted = async () => {
    const client = new ServiceClient((await leader()).grpc);
    const asked = client.ask(OperatorService.method.transferLeadership, { to }, { token });
    return asked
      .then(
        () => true,
        () => false,
      )
      .finally(() => client.close());
  };
  await until(`${to} leads`, isAccepted, 10_000);
  expect((await leader()).name).toBe(to);
}

async function expectEqualAgain(back: RealNode): Promise<void> {
  await until(
    `${back.name} agrees with the others again`,
    async () =>
      (await metric("state_diverged_index", back)) === 0 &&
      (await metric("state_agreed_index", back)) > 0,
    40_000,
  );
  await people.stop();
  for (const node of nodes.living) {
    expect([node.name, flaws(people.acknowledged, await people.history(node))]).toEqual([
      node.name,
      [],
    ]);
  }
  expect(people.failures).toEqual([]);
}

describe("a state that differs", PATIENT, () => {
  it("by a rotten row is found when the row is written, put aside and made again; a second time it stays down", async () => {
    people.write(WRITERS);
    await people.more(500);
    const odd = await rot(await anyFollower(), "UPDATE clients SET expiresMs = expiresMs + 1");
    const ended = await untilItEnds(odd);
    expect(ended.code).toBe(1);
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
    const index = Number(/diverged at index (\d+)/.exec(ended.stderr)?.[1]);
    expect(await membershipNews(odd.name)).toMatchObject({ divergedAt: BigInt(index) });

    const back = await nodes.bringBack(odd.name, 30_000);
    expect(readdirSync(back.folder)).toContain(`state.db.diverged-${index}`);
    await expectEqualAgain(back);
    expect(await membershipNews(odd.name)).toMatchObject({ divergedAt: 0n });

    people.write(WRITERS);
    await people.more(500);
    const again = await untilItEnds(await rot(back, "UPDATE applied SET hash = zeroblob(16)"));
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(`again within a day`);
    await expect(nodes.start(odd.name)).rejects.toThrow(/\(code 2\).*parley cluster replace/s);
    await people.stop();
    expect(people.failures).toEqual([]);
  });

  it("on the leader is found too: it lets another one lead, and nobody who writes is refused", async () => {
    people.write(4);
    await people.more(20);
    const odd = await rot(await anyFollower(), "UPDATE applied SET hash = zeroblob(16)");
    await letLead(odd);
    people.latenciesMs.length = 0;
    expect((await untilItEnds(odd)).code).toBe(1);
    await people.more(100);
    console.info(`the slowest write took ${Math.round(Math.max(...people.latenciesMs))} ms`);
    await expectEqualAgain(await nodes.bringBack(odd.name, 30_000));
  });
});
