/** Coming in and going out. */
import { expect, test } from "./parley-test.ts";

test("somebody new signs up, comes back after a reload, signs out and in again", async ({
  alice,
}) => {
  await alice.signsUp();
  await expect(alice.page.getByText(`Welcome, ${alice.name}`)).toBeVisible();
  await alice.reloads();
  await alice.isIn();
  await alice.signsOut();
  await alice.reloads();
  await expect(alice.page.getByRole("heading", { name: "Welcome back" })).toBeVisible();
  await alice.signsIn();
});

test("a wrong password and a wrong name read alike, and neither lets anybody in", async ({
  alice,
}) => {
  await alice.signsUp();
  await alice.signsOut();
  const refusal = alice.page.getByText("Name and password do not match. Check both and try again.");
  await alice.triesToSignIn(alice.name, "not the password");
  await expect(refusal).toBeVisible();
  await alice.reloads();
  await alice.triesToSignIn(`${alice.name}?`, alice.password);
  await expect(refusal).toBeVisible();
  await alice.signsIn();
});

test("a taken name is refused, in other letters too", async ({ alice, bob }) => {
  await alice.signsUp();
  await bob.arrives();
  await bob.page.getByRole("button", { name: "Create an account" }).click();
  await bob.fillsIn(alice.name.toUpperCase(), bob.password);
  await bob.page.getByRole("button", { name: "Create account", exact: true }).click();
  await expect(
    bob.page.getByText("This name is taken. Choose another, or sign in if it is yours."),
  ).toBeVisible();
});

test("what cannot be a name or a password is refused with a sentence before it is sent", async ({
  alice,
}) => {
  await alice.arrives();
  await alice.page.getByRole("button", { name: "Create an account" }).click();
  const create = alice.page.getByRole("button", { name: "Create account", exact: true });
  await alice.fillsIn("x".repeat(33), "short");
  await create.click();
  await expect(alice.page.getByText("The name is too long: at most 32 characters.")).toBeVisible();
  await expect(
    alice.page.getByText("The password is too short: 3 more characters are needed."),
  ).toBeVisible();
});
