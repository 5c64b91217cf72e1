/** A follower dies, and with it the live stream that it served. */
import type { ClusterUnderTest } from "./cluster-under-test.ts";
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { NODE_DIED } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";
import type { Person } from "./person.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NODE_DIED });

/** Three times the promise (product.md 1: resumed within a second), for a busy machine. */
const RESUMED_MS = 3_000;

/** Any node may serve a stream; asks again until it is a follower. */
async function isServedByFollower(person: Person, cluster: ClusterUnderTest): Promise<string> {
  const leader = await cluster.leader();
  await expect(async () => {
    if (person.guard.streamNode === leader) await person.reloads();
    await person.isIn();
    await expect.poll(() => person.guard.streamNode).not.toBe("");
    expect(person.guard.streamNode).not.toBe(leader);
  }).toPass();
  return person.guard.streamNode;
}

test("the follower that serves the stream is killed, and the reader is served elsewhere unnoticed", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await meet(alice, bob);
  const serving = await isServedByFollower(bob, cluster);
  const alices = new Talk(alice);
  await alices.reaches(chance.between(2, 10));
  const streams = bob.guard.streamNodes.length;
  const killedMs = Date.now();
  cluster.kill(serving);
  await expect
    .poll(() => bob.guard.streamNodes.length, { intervals: [20] })
    .toBeGreaterThan(streams);
  const resumedMs = Date.now() - killedMs;
  expect(bob.guard.streamNode).not.toBe(serving);
  await alices.isHeardAgain(5);
  await alices.ends();
  await bob.sees(alices.said.at(-1) ?? "");

  await expectOneStory(cluster, [alices, new Talk(bob, { silent: true })]);
  bob.guard.noticedNothing();
  alice.guard.noticedNothing();
  test.info().annotations.push({ type: "resumed", description: `after ${resumedMs} ms` });
  expect(resumedMs).toBeLessThan(RESUMED_MS);
});
