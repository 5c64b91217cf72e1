/** The promise of the product: two people talk while their servers die, and neither notices. */
import { meet } from "./meeting.ts";
import { expectOneStory } from "./histories.ts";
import { expect, test } from "./parley-test.ts";
import { NODE_DIED } from "./page-guard.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NODE_DIED });

test("two people talk while their leader is killed and then a second node, and neither notices", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await meet(alice, bob);
  const alices = new Talk(alice);
  const bobs = new Talk(bob);
  await alices.reaches(chance.between(3, 20));
  const first = await cluster.killLeader();
  await alices.isHeardAgain(5);
  await bobs.isHeardAgain(5);

  await bobs.reaches(bobs.said.length + chance.between(1, 10));
  const second = chance.oneOf(cluster.living).id;
  cluster.kill(second);
  await alices.isHeardAgain(5);
  await bobs.isHeardAgain(5);
  await Promise.all([alices.ends(), bobs.ends()]);

  expect(cluster.living).toHaveLength(3);
  await expectOneStory(cluster, [alices, bobs]);
  alice.guard.noticedNothing();
  bob.guard.noticedNothing();
  test.info().annotations.push({ type: "killed", description: `${first}, ${second}` });
});

test("the leader and a follower are killed in one moment, and neither notices", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await meet(alice, bob);
  const alices = new Talk(alice);
  const bobs = new Talk(bob);
  await bobs.reaches(chance.between(2, 10));
  const follower = chance.oneOf(await cluster.followers());
  await cluster.killLeader();
  cluster.kill(follower);
  await Promise.all([alices.isHeardAgain(5), bobs.isHeardAgain(5)]);
  await Promise.all([alices.ends(), bobs.ends()]);

  await expectOneStory(cluster, [alices, bobs]);
  alice.guard.noticedNothing();
  bob.guard.noticedNothing();

  // Those who come back on their old data tell the same story.
  await cluster.heal();
  expect(cluster.living).toHaveLength(5);
  await expectOneStory(cluster, [alices, bobs]);
});
