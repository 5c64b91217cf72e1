/** Three of five nodes are dead: nothing can be decided, everything waits, nothing is lost. */
import type { ClusterUnderTest } from "./cluster-under-test.ts";
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { NODE_DIED } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NODE_DIED });

const READ_ONLY = "Read-only: 2 of 5 servers reachable. Messages you write are queued.";

async function killThree(cluster: ClusterUnderTest): Promise<void> {
  const [first = "", second = ""] = await cluster.followers();
  await cluster.killLeader();
  cluster.kill(first);
  cluster.kill(second);
}

test("without a majority the line says read-only, writing goes on, and all heals by itself", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const talk = new Talk(alice, { silent: true });
  await killThree(cluster);
  await alice.readsOnTheLine(READ_ONLY);
  await bob.readsOnTheLine(READ_ONLY);
  for (const word of ["one", "two", "three"]) await talk.says(`waiting ${word}`);
  await expect(alice.message("waiting three")).toHaveAttribute("data-state", "queued");
  await expect(bob.message("waiting one")).toHaveCount(0);

  await cluster.heal();
  await bob.sees("waiting three");
  await alice.hasNothingPending();
  await expect(alice.connectionLine).toHaveCount(0);
  await expect(bob.connectionLine).toHaveCount(0);
  await expectOneStory(cluster, [talk, new Talk(bob, { silent: true })]);
});

test("messages written without a majority survive a reload and are sent once, in order, without a click", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const talk = new Talk(alice, { silent: true });
  await killThree(cluster);
  for (const word of ["one", "two", "three", "four", "five"]) await talk.says(`kept ${word}`);
  await alice.reloads();
  await cluster.heal();

  await alice.isIn();
  await bob.sees("kept five");
  await alice.sees("kept five");
  await alice.hasNothingPending();
  await expectOneStory(cluster, [talk, new Talk(bob, { silent: true })]);
});

test("all five nodes are killed and come back: still signed in, nothing lost", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const talk = new Talk(alice, { silent: true });
  await talk.says("before the night");
  await alice.seesSent("before the night");
  for (const { id } of cluster.living) cluster.kill(id);
  await talk.says("in the night");
  await cluster.heal();
  await bob.sees("in the night");
  await bob.reloads();
  await bob.sees("in the night");
  await alice.hasNothingPending();
  await expectOneStory(cluster, [talk, new Talk(bob, { silent: true })]);
});
