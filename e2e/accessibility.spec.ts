/** No serious finding of axe, on each page and in both themes. */
import AxeBuilder from "@axe-core/playwright";
import { meet } from "./meeting.ts";
import { expect, test } from "./parley-test.ts";
import type { Person } from "./person.ts";

const BAD = new Set(["serious", "critical"]);

async function hasNoSeriousFinding(person: Person): Promise<void> {
  // Fading in is not yet the colour that is meant.
  await person.page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((one) => one.finished)),
  );
  const { violations } = await new AxeBuilder({ page: person.page }).analyze();
  const found = violations
    .filter(({ impact }) => BAD.has(impact ?? ""))
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  expect(found).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme });

    test("sign-in, sign-up, chat, dialogs and cluster view have no serious accessibility finding", async ({
      alice,
      bob,
    }) => {
      const { page } = alice;
      await alice.arrives();
      await expect(page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
      await hasNoSeriousFinding(alice);
      await page.getByRole("button", { name: "Create an account" }).click();
      await page.getByRole("button", { name: "Create account", exact: true }).click();
      await expect(page.getByText("Enter your name.")).toBeVisible();
      await hasNoSeriousFinding(alice);

      await meet(alice, bob);
      await bob.says("Read https://example.org/ when you have time");
      await alice.sees("when you have time");
      await hasNoSeriousFinding(alice);

      await page.getByRole("button", { name: "New message" }).click();
      await expect(
        page.getByRole("list", { name: "People" }).getByRole("button").first(),
      ).toBeVisible();
      await hasNoSeriousFinding(alice);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Browse rooms" }).click();
      await expect(page.getByRole("dialog", { name: "Rooms" })).toBeVisible();
      await hasNoSeriousFinding(alice);
      await page.keyboard.press("Escape");

      await alice.searches("hello");
      await expect(alice.found()).toHaveCount(1);
      await hasNoSeriousFinding(alice);
      await page.keyboard.press("Escape");
      await alice.page.keyboard.press("Control+Shift+f");
      await expect(page.getByRole("list", { name: "Filters" })).toBeVisible();
      await hasNoSeriousFinding(alice);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("option").first()).toBeVisible();
      await hasNoSeriousFinding(alice);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+/");
      await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
      await hasNoSeriousFinding(alice);
      await page.keyboard.press("Escape");

      await page.getByRole("link", { name: "Cluster" }).click();
      await expect(page.getByTestId("cluster-sentence")).toBeVisible();
      await hasNoSeriousFinding(alice);
    });
  });
}
