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
