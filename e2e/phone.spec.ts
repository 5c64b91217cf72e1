/** A narrow screen under a finger: one pane at a time. */
import { meet } from "./meeting.ts";
import { expect, test } from "./parley-test.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("on a phone one pane is shown at a time, and reading, sending and going back work", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  const list = bob.page.getByRole("navigation", { name: "Conversations" });
  await expect(list).toBeHidden();
  await bob.composer.tap();
  await bob.composer.pressSequentially("under");
  // A finger's Enter is a new line; the button sends.
  await bob.composer.press("Enter");
  await bob.composer.pressSequentially("my thumb");
  await bob.page.getByRole("button", { name: "Send" }).tap();
  await expect(bob.composer).toHaveValue("");
  await alice.sees("my thumb");
  await bob.seesSent("my thumb");

  await bob.page.getByRole("button", { name: "Back to conversations" }).tap();
  await expect(list).toBeVisible();
  await expect(bob.composer).toBeHidden();
  const widthPx = await bob.page.evaluate(() => document.documentElement.scrollWidth);
  expect(widthPx, "nothing is wider than the screen").toBe(390);
  await bob.inList(alice.name).tap();
  await bob.sees("my thumb");
  await bob.page.goBack();
  await expect(list).toBeVisible();
});
