/** What people do with messages that were said. */
import { meet } from "./meeting.ts";
import { NODE_DIED } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";

test("edits, answers, reactions and deletions of one reach the other, and stay after a reload", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await alice.says("Tea at fuor?");
  await alice.edits("Tea at fuor?", "Tea at four?");
  await bob.sees("Tea at four?");
  await expect(bob.message("Tea at four?")).toContainText("(edited)");
  await bob.does("React with 👍", "Tea at four?");
  await expect(alice.reaction("Tea at four?", "👍", 1)).toBeVisible();
  await alice.reaction("Tea at four?", "👍", 1).click();
  await expect(bob.reaction("Tea at four?", "👍", 2)).toBeVisible();
  await bob.answers("Tea at four?", "Gladly");
  await expect(alice.message("Gladly")).toContainText("Tea at four?");
  await alice.says("Wrong window, sorry");
  await bob.sees("Wrong window, sorry");
  await alice.deletes("Wrong window, sorry");
  await expect(bob.message("Wrong window, sorry")).toHaveCount(0);
  await bob.sees("This message was deleted.");
  await bob.reloads();
  await bob.sees("This message was deleted.");
  await expect(bob.reaction("Tea at four?", "👍", 2)).toHaveAttribute("aria-pressed", "true");
  await expect(bob.message("Gladly")).toContainText("Tea at four?");
});

test.describe("while a server dies", () => {
  test.use({ allowedErrors: NODE_DIED });

  test("the leader dies while a message is edited, answered and deleted, and neither notices", async ({
    alice,
    bob,
    cluster,
  }) => {
    await meet(alice, bob);
    await alice.says("The first");
    await alice.says("The second");
    await bob.sees("The second");
    await cluster.killLeader();
    await alice.edits("The first", "The first, better");
    await bob.answers("The second", "an answer");
    await alice.deletes("The second");
    await bob.sees("The first, better");
    await expect(bob.message("an answer")).toContainText("This message was deleted.");
    await expect(alice.message("an answer")).toContainText("This message was deleted.");
    await alice.hasNothingPending();
    await bob.hasNothingPending();
  });
});

test("Up brings the last own message back for editing, Escape gives the draft back", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await alice.says("first");
  await alice.says("second");
  await bob.says("third");
  await alice.sees("third");
  await alice.composer.press("ArrowUp");
  await expect(alice.composer).toHaveValue("second");
  await alice.composer.press("Escape");
  await expect(alice.composer).toHaveValue("");
  await alice.composer.fill("a draft");
  await alice.does("Edit", "first");
  await expect(alice.composer).toHaveValue("first");
  await alice.composer.press("Escape");
  await expect(alice.composer).toHaveValue("a draft");
});

test("marked unread from a message on, the count stays though the end is in view", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  for (const text of ["one", "two", "three"]) await alice.says(text);
  await bob.sees("three");
  await bob.hasUnread(alice.name, 0);
  await bob.does("Mark unread from here", "two");
  await bob.hasUnread(alice.name, 2);
  await expect(bob.timeline.getByText("New messages")).toBeVisible();
});

test("three talk in a group, and each sees who has read", async ({ alice, bob, newcomer }) => {
  const carol = await newcomer("Carol");
  await Promise.all([alice.signsUp(), bob.signsUp(), carol.signsUp()]);
  await alice.startsGroup([bob, carol]);
  await alice.says("Just us three");
  await bob.opens(alice.name);
  await bob.sees("Just us three");
  await expect(alice.message("Just us three")).toContainText(`Seen by ${bob.name}`);
  await carol.opens(alice.name);
  await carol.says("Hello");
  await alice.sees("Hello");
  await bob.sees("Hello");
});
