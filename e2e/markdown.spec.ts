/** Messages with Markdown: as both see them, and how they turn into it under a reader. */
import type { Locator } from "@playwright/test";
import { meet } from "./meeting.ts";
import { expect, test } from "./parley-test.ts";

const CODE = ["```ts", "// adds one", "const next = (at: number): number => at + 1;", "```"];

test("marks, code, lists, quotes, links, emoji and names look like what they mean", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  await alice.says("This is **bold**, _this_ not, ~~this~~ no more, and `this` is code");
  await alice.says(`Look:\n\n${CODE.join("\n")}`);
  await alice.says("> a word of yours\n\n1. first\n2. second");
  await alice.says("Read https://a.example/x_y or [this](https://b.example) :eyes:");
  await alice.says(":tada:");
  await alice.says(`@${bob.name} and @here, look`);

  const row = bob.message("This is bold");
  await expect(row.locator("strong")).toHaveText("bold");
  await expect(row.locator("em")).toHaveText("this");
  await expect(row.locator("del")).toHaveText("this");
  await expect(row.locator("code")).toHaveText("this");
  const code = bob.message("Look:").locator("pre");
  await expect(code).toHaveText("// adds one\nconst next = (at: number): number => at + 1;");
  await expect(code.locator("span").filter({ hasText: /^const$/ })).toHaveCount(1);
  const quote = bob.message("a word of yours");
  await expect(quote.locator("blockquote")).toHaveText("a word of yours");
  await expect(quote.locator("ol > li")).toHaveText(["first", "second"]);
  const links = bob.message("Read https").getByRole("link");
  await expect(links).toHaveText(["https://a.example/x_y", "this"]);
  await expect(links.last()).toHaveAttribute("href", "https://b.example/");
  await expect(links.last()).toHaveAttribute("rel", "noopener noreferrer nofollow");
  await expect(bob.message("Read https")).toContainText("👀");
  await expect.poll(() => fontSize(bob.message("🎉").locator("p"))).toBeGreaterThan(30);
  const names = bob.message("and @here").locator("[data-mention]");
  await expect(names).toHaveText([`@${bob.name}`, "@here"]);
  await expect(names.first()).toHaveAttribute("data-mention", "mine");
  const alices = alice.message("and @here").locator("[data-mention]");
  await expect(alices.first()).toHaveAttribute("data-mention", "other");
});

test("a reader at the end stays there when the words turn into Markdown, and reads them before", async ({
  alice,
  bob,
}) => {
  await meet(alice, bob);
  for (let at = 1; at <= 12; at += 1) await alice.says(`number ${at}\n${CODE.join("\n")}\n:tada:`);
  await bob.sees("number 12");
  const later = Promise.withResolvers<undefined>();
  const shell = await (await bob.page.request.get(bob.page.url())).text();
  await bob.page.route("**/_next/static/**/*.js", async (route) => {
    if (!shell.includes(new URL(route.request().url()).pathname)) await later.promise;
    await route.continue();
  });
  await bob.reloads();
  await bob.sees("number 12");
  await expect(bob.message("number 12").locator("pre")).toHaveCount(0);
  await bob.standsAtTheEnd();
  later.resolve(undefined);
  await expect(bob.message("number 12").locator("pre")).toBeVisible();
  await bob.standsAtTheEnd();
  await expect.poll(() => belowEndPx(bob.timeline)).toBeLessThan(2);
});

function fontSize(element: Locator): Promise<number> {
  return element.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
}

/** What lies below the lower edge of the log. */
function belowEndPx(log: Locator): Promise<number> {
  return log.evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
}
