/** The promise of the product: two people talk while their servers die, and neither notices. */
import { expectOneStory } from "./histories.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test("two people talk while their leader is killed and then a second node, and neither notices", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await alice.signsUp();
  await bob.signsUp();
  await alice.writesTo(bob);
  await alice.says("Hello Bob");
  await bob.opens(alice.name);
  await bob.sees("Hello Bob");

  const alices = new Talk(alice);
  const bobs = new Talk(bob);
  await alices.reaches(chance.between(3, 20));
  const first = await cluster.killLeader();
  await alices.isHeardAgain(8);
  await bobs.isHeardAgain(8);

  await bobs.reaches(bobs.said.length + chance.between(1, 10));
  const second = chance.oneOf(cluster.living).id;
  cluster.kill(second);
  await alices.isHeardAgain(8);
  await bobs.isHeardAgain(8);
  await alices.ends();
  await bobs.ends();

  expect(cluster.living).toHaveLength(3);
  await expectOneStory(cluster, [alices, bobs]);
  alice.guard.noticedNothing();
  bob.guard.noticedNothing();
  test.info().annotations.push({ type: "killed", description: `${first}, ${second}` });
});
