/** How people are let in. */
import { FOUNDER } from "./cluster-under-test.ts";
import { expect, test } from "./parley-test.ts";

test("an owner makes a link, somebody joins with it, and a revoked or used one says so", async ({
  alice,
  bob,
  newcomer,
}) => {
  const owner = await newcomer("Owner");
  await owner.arrives();
  await owner.triesToSignIn(FOUNDER.name, FOUNDER.password);
  await owner.isIn();
  const settings = await owner.opensSettings("Invites");
  await settings.getByRole("button", { name: "Make an invite link" }).click();
  const link = await settings.getByRole("textbox", { name: "Invite link" }).inputValue();
  const path = link.slice(new URL(link).origin.length);
  expect(path).toMatch(/^\/\?invite=[\w-]{43}$/);

  await alice.arrives(path);
  await expect(alice.page.getByText("You are invited.")).toBeVisible();
  await alice.fillsIn(alice.name, alice.password);
  await alice.page.getByRole("button", { name: "Create account", exact: true }).click();
  await alice.isIn();
  expect(alice.page.url(), "the secret is gone from the address").not.toContain("invite");
  const stored = await alice.page.evaluate(() =>
    JSON.stringify([localStorage, sessionStorage].map((store) => Object.entries(store))),
  );
  expect(stored).not.toContain(path.slice("/?invite=".length));
  // A member sees no administration.
  const own = await alice.opensSettings("Sessions");
  await expect(own.getByRole("tab", { name: "Invites" })).toHaveCount(0);

  await bob.arrives(path);
  await expect(bob.page.getByText("This invitation has expired or was used up.")).toBeVisible();
  await settings.getByRole("button", { name: "Make an invite link" }).click();
  const open = settings.getByRole("list", { name: "Open invites" });
  await open.getByRole("button", { name: /^Revoke / }).click();
  await expect(settings.getByText("None are open.")).toBeVisible();
});
