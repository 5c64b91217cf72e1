/** One person in several tabs, and a browser that lost its network. */
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { NETWORK_GONE } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NETWORK_GONE });

test("two tabs of one person show one list, whoever of them speaks", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const tab = await alice.opensTab();
  await tab.sees("Hello there");
  const first = new Talk(alice, { silent: true });
  for (let round = 1; round <= 5; round += 1) {
    await first.says(`from the first tab, ${round}`);
    await tab.sees(`from the first tab, ${round}`);
    await tab.says(`from the second tab, ${round}`);
    await alice.sees(`from the second tab, ${round}`);
  }
  await bob.sees("from the second tab, 5");
  await alice.hasNothingPending();
  await tab.hasNothingPending();
  await expectOneStory(cluster, [
    first,
    new Talk(tab, { silent: true }),
    new Talk(bob, { silent: true }),
  ]);
});

test("both tabs talk at once while the leader is killed, then one of them is closed", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await meet(alice, bob);
  const tab = await alice.opensTab();
  await tab.sees("Hello there");
  const first = new Talk(alice, { prefix: "left" });
  const second = new Talk(tab, { prefix: "right" });
  await first.reaches(chance.between(2, 6));
  await cluster.killLeader();
  await second.reaches(second.said.length + 5);
  await first.stops();
  // It held the outbox; what it had not sent yet is the other one's now.
  await alice.page.close();
  await second.isHeardAgain(5);
  await second.ends();
  await bob.sees(second.said.at(-1) ?? "");
  await bob.sees(first.said.at(-1) ?? "");

  const story = await expectOneStory(cluster, [second, new Talk(bob, { silent: true })]);
  const lefts = story.filter(({ text }) => text.startsWith("left-")).map(({ text }) => text);
  expect(lefts).toEqual(first.said);
  bob.guard.noticedNothing();
  tab.guard.noticedNothing();
});

test("what is written offline waits, counted on the line, and is sent once when the network is back", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const alices = new Talk(alice, { silent: true });
  const bobs = new Talk(bob, { silent: true });
  await alice.context.setOffline(true);
  await alice.readsOnTheLine("You're offline");
  await alices.says("first in the tunnel");
  await alice.readsOnTheLine("You're offline — 1 message waiting");
  await alices.says("second in the tunnel");
  await alice.readsOnTheLine("You're offline — 2 messages waiting");
  await expect(alice.message("second in the tunnel")).toHaveAttribute("data-state", "queued");
  await bobs.says("can you hear me?");
  await bob.seesSent("can you hear me?");

  await alice.context.setOffline(false);
  await alice.sees("can you hear me?");
  await bob.sees("second in the tunnel");
  await alice.hasNothingPending();
  await expect(alice.connectionLine).toHaveCount(0);
  await expectOneStory(cluster, [alices, bobs]);
});

test("who stood at the end offline stands at the end of all that was said meanwhile", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  const bobs = new Talk(bob);
  await alice.context.setOffline(true);
  await alice.readsOnTheLine("You're offline");
  await alice.says("mine, written offline");
  await bobs.reaches(30);
  await bobs.ends();
  await alice.context.setOffline(false);
  await alice.seesSent("mine, written offline");
  await alice.sees(bobs.said.at(-1) ?? "");
  await alice.standsAtTheEnd();
});
