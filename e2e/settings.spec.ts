/** What everybody may change for themselves. */
import { meet } from "./meeting.ts";
import { expect, test } from "./parley-test.ts";

test("the language changes at once, stays after a reload, and changes back", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  const { page } = alice;
  const html = page.locator("html");
  await expect(html).toHaveAttribute("lang", "en");
  const settings = await alice.opensSettings("Appearance");
  // Chosen when its texts are here, not with the click.
  await settings.getByRole("radio", { name: "Deutsch" }).click();

  const german = page.getByRole("dialog", { name: "Einstellungen" });
  await expect(german.getByRole("radio", { name: "Deutsch" })).toBeChecked();
  await expect(html).toHaveAttribute("lang", "de");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("navigation", { name: "Unterhaltungen" })).toBeVisible();
  await expect(page.getByText("Heute", { exact: true }).first()).toBeVisible();

  // Nothing was lost on the way: what is said now arrives, and what others say comes in.
  await page.getByRole("textbox", { name: "Nachricht", exact: true }).fill("auf Deutsch");
  await page.keyboard.press("Enter");
  await bob.sees("auf Deutsch");
  await bob.says("in English");
  await alice.sees("in English");

  await alice.reloads();
  await expect(page.getByRole("navigation", { name: "Unterhaltungen" })).toBeVisible();
  await expect(html).toHaveAttribute("lang", "de");
  const again = await alice.opensSettings("Aussehen", "Einstellungen");
  await again.getByRole("radio", { name: "English" }).click();
  await expect(page.getByRole("dialog", { name: "Settings" })).toBeVisible();
  await page.keyboard.press("Escape");
  await alice.isIn();
  await expect(html).toHaveAttribute("lang", "en");
});

test("theme and density are chosen with the keyboard and hold before anything is painted", async ({
  alice,
}) => {
  await alice.signsUp();
  const { page } = alice;
  const html = page.locator("html");
  const settings = await alice.opensSettings("Appearance");
  await settings.getByRole("radio", { name: "Like the system" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(settings.getByRole("radio", { name: "Dark" })).toBeChecked();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await expect(html).toHaveAttribute("data-density", "compact");
  await page.keyboard.press("Escape");
  await expect(settings).toBeHidden();
  await expect(page.getByRole("button", { name: "Settings" })).toBeFocused();

  await alice.reloads();
  await expect(html).toHaveAttribute("data-theme", "dark");
  await expect(html).toHaveAttribute("data-density", "compact");
});

test("a display name is what others see, at once", async ({ alice, bob }) => {
  await meet(alice, bob);
  const settings = await alice.opensSettings("Account");
  await settings.getByRole("textbox", { name: "Display name" }).fill("Alice of the Sea");
  await settings.getByRole("button", { name: "Save name" }).click();
  await expect(settings.getByText("Saved. Everybody sees it from now on.")).toBeVisible();
  await expect(bob.page.getByRole("heading", { level: 1, name: "Alice of the Sea" })).toBeVisible();
});

test("a session is ended from elsewhere at once, and a new password ends the others", async ({
  alice,
  newcomer,
}) => {
  await alice.signsUp();
  // The line that says so stands in a conversation.
  await alice.createsRoom(`attic ${alice.name}`);
  const elsewhere = await alice.onAnotherDevice(newcomer);
  const settings = await alice.opensSettings("Sessions");
  const list = settings.getByRole("list", { name: "Where you are signed in" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list.getByText("This one")).toHaveCount(1);
  await list.getByRole("button", { name: /^Sign out / }).click();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await elsewhere.readsOnTheLine("You were signed out.");

  const third = await alice.onAnotherDevice(newcomer);
  await settings.getByRole("tab", { name: "Account" }).click();
  const change = settings.getByRole("button", { name: "Change password" });
  await settings.getByLabel("Current password").fill("not the password");
  await settings.getByLabel("New password").fill("another password");
  await change.click();
  await expect(settings.getByText("The password is wrong. Check it and try again.")).toBeVisible();
  await settings.getByLabel("Current password").fill(alice.password);
  await change.click();
  await expect(settings.getByText("Changed. 1 other session was ended.")).toBeVisible();
  await third.readsOnTheLine("You were signed out.");
});

test("an account is deleted with its password; what it said stays", async ({ alice, bob }) => {
  await meet(alice, bob);
  await alice.says("words that stay");
  await bob.sees("words that stay");
  const settings = await alice.opensSettings("Account");
  const remove = settings.getByRole("button", { name: "Delete my account" });
  await remove.click();
  await expect(settings.getByText("Enter your password once more.")).toBeVisible();
  await settings.getByLabel("Password, to delete your account").fill(alice.password);
  await remove.click();
  await expect(alice.page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await alice.triesToSignIn(alice.name, alice.password);
  await expect(alice.page.getByText("Name and password do not match.")).toBeVisible();
  await expect(bob.page.getByRole("heading", { level: 1, name: "Deleted user" })).toBeVisible();
  await bob.sees("words that stay");
});
