/** Finding messages: in all that one may read, on every node, also while nodes die. */
import { meet } from "./meeting.ts";
import { NODE_DIED } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";

test("a search shows what fits, the newest first, marks its words, and opens the conversation there", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await bob.says("a red kite over the harbour");
  await bob.says("<b>Red</b> balloons & more");
  for (let n = 1; n <= 60; n += 1) await bob.says(`line ${String(n)} of many`);
  await alice.sees("line 60 of many");
  await alice.createsRoom(`garden-${alice.conversationId}`);

  await alice.searches("red");
  await expect(alice.found()).toHaveCount(2);
  await expect(alice.found().nth(0)).toContainText("<b>Red</b> balloons & more");
  await expect(alice.found().nth(0)).toContainText(bob.name);
  await expect(alice.found().nth(0).locator("mark")).toHaveText(["Red"]);
  await alice.searches('from:me "hello there"');
  await expect(alice.found()).toHaveCount(1);
  await alice.searches("line");
  await expect(alice.found()).toHaveCount(20);
  await alice.searchDialog.getByRole("button", { name: "Show more" }).click();
  await expect(alice.found()).toHaveCount(40);

  await alice.searches("kite");
  await alice.found("kite").click();
  await expect(alice.searchDialog).toBeHidden();
  await expect(alice.page.getByRole("heading", { level: 1, name: bob.name })).toBeVisible();
  await expect(alice.message("a red kite")).toBeInViewport();
  // The address is a link to it.
  await alice.reloads();
  await expect(alice.message("a red kite")).toBeInViewport();
});

test("Ctrl+Shift+F searches the open conversation, and what is not understood is explained", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await alice.composer.press("Control+Shift+f");
  const field = alice.searchDialog.getByRole("searchbox");
  await expect(field).toHaveValue(`in:"@${bob.name}" `);
  await expect(field).toBeFocused();
  await field.pressSequentially("hello");
  await field.press("Enter");
  await expect(alice.found()).toHaveCount(1);
  await alice.searches("has:nothing");
  await expect(alice.searchDialog).toContainText("there are link, code, reaction, mention, reply");
  await alice.page.keyboard.press("Escape");
  await expect(alice.composer).toBeFocused();
});

test.describe("while nodes die", () => {
  test.use({ allowedErrors: NODE_DIED });

  test("a search that is asked while the leader is killed is answered, and nobody notices", async ({
    alice,
    bob,
    cluster,
  }) => {
    await meet(alice, bob);
    await bob.says("the word is quince");
    await alice.sees("the word is quince");
    await alice.searches("hello");
    await expect(alice.found()).toHaveCount(1);
    const killed = cluster.killLeader();
    await alice.searches("quince");
    await killed;
    await expect(alice.found("quince")).toHaveCount(1);
    await alice.searches("hello");
    await expect(alice.found("Hello there")).toHaveCount(1);
    alice.guard.noticedNothing();
  });
});
