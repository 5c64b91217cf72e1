/** A node that is there and says nothing: found by its silence, and no danger when it speaks again. */
import { setTimeout as pause } from "node:timers/promises";
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { NODE_DIED } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NODE_DIED });

/** Long enough for a new leader to be elected and trusted. */
const FROZEN_MS = 5_000;

test("the leader is stopped for five seconds and continued, and neither notices", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await meet(alice, bob);
  const alices = new Talk(alice);
  const bobs = new Talk(bob);
  await alices.reaches(chance.between(2, 12));
  const old = await cluster.leader();
  cluster.freeze(old);
  const thawed = pause(FROZEN_MS).then(() => cluster.resume(old));
  expect(await cluster.leader(), "another node leads").not.toBe(old);
  await Promise.all([alices.isHeardAgain(5), bobs.isHeardAgain(5)]);
  await thawed;
  // It must learn that it leads no more, and acknowledge nothing of its own.
  await Promise.all([alices.isHeardAgain(5), bobs.isHeardAgain(5)]);
  await Promise.all([alices.ends(), bobs.ends()]);

  expect(cluster.living).toHaveLength(5);
  await expectOneStory(cluster, [alices, bobs]);
  alice.guard.noticedNothing();
  bob.guard.noticedNothing();
});
