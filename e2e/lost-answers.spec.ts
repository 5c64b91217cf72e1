/** The cluster has done it and the answer gets lost: the repeat under the same key must find the first message. */
import type { Page } from "@playwright/test";
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { NETWORK_GONE } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NETWORK_GONE });

/** Lets every write through and loses the answers of the first `count`. Answers how many were lost. */
async function loseAnswers(page: Page, count: number): Promise<() => number> {
  let lost = 0;
  await page.route("**/parley.v1.WriteService/Write", async (route) => {
    if (lost >= count) return route.continue();
    lost += 1;
    // The node executes it and answers; the page hears of a connection that broke.
    await route.fetch();
    return route.abort("connectionreset");
  });
  return () => lost;
}

test("messages whose answers are lost, once and again, are in the log once", async ({
  alice,
  bob,
  cluster,
}) => {
  await meet(alice, bob);
  const lost = await loseAnswers(alice.page, 6);
  const talk = new Talk(alice, { silent: true });
  for (let number = 1; number <= 5; number += 1) await talk.says(`kept-${number}`);
  await expect.poll(lost).toBe(6);
  await talk.ends();
  await bob.sees("kept-5");

  await expectOneStory(cluster, [talk, new Talk(bob, { silent: true })]);
  alice.guard.noticedNothing();
  bob.guard.noticedNothing();
});
