/** Everything without a mouse (product.md §5.6). */
import { meet } from "./meeting.ts";
import { expect, test } from "./parley-test.ts";

test("the switcher goes to a conversation, to an unread one first, and opens one with a new person", async ({
  alice,
  bob,
  newcomer,
}) => {
  await meet(alice, bob);
  const carol = await newcomer("Carol");
  await carol.signsUp();
  await alice.createsRoom(`den-${alice.conversationId}`);
  await bob.says("are you there?");
  await alice.hasUnread(bob.name, 1);

  await alice.page.keyboard.press("Control+k");
  const dialog = alice.page.getByRole("dialog", { name: "Go to" });
  const field = dialog.getByRole("combobox");
  await expect(field).toBeFocused();
  await expect(dialog.getByRole("option").first()).toContainText(bob.name);
  await field.press("Enter");
  await alice.sees("are you there?");

  await alice.page.keyboard.press("Control+k");
  await field.fill(carol.name.toUpperCase());
  await expect(dialog.getByRole("option")).toHaveCount(1);
  await field.press("Enter");
  await expect(alice.page.getByRole("heading", { level: 1, name: carol.name })).toBeVisible();
});

test("Alt and arrows walk the sidebar, Escape marks as read, and Ctrl+/ lists the shortcuts", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  const room = `attic-${alice.conversationId}`;
  await alice.createsRoom(room);
  await alice.composer.press("Alt+ArrowDown");
  await expect(alice.page.getByRole("heading", { level: 1, name: bob.name })).toBeVisible();
  await alice.composer.press("Alt+ArrowUp");
  await expect(alice.page.getByRole("heading", { level: 1, name: room })).toBeVisible();
  await bob.says("one for later");
  await alice.hasUnread(bob.name, 1);
  await alice.composer.press("Alt+Shift+ArrowDown");
  await alice.sees("one for later");

  await alice.composer.press("Control+/");
  const help = alice.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help.getByText("Next unread conversation")).toBeVisible();
  await alice.page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(alice.composer).toBeFocused();
});
