import { expect, test } from "vitest";

import { pluralFor } from "./plural.ts";

test.each([
  { count: 0, said: "0 messages" },
  { count: 1, said: "1 message" },
  { count: 2, said: "2 messages" },
  { count: 1234, said: "1,234 messages" },
])("English says '$said'", ({ count, said }) => {
  expect(pluralFor("en")(count, { one: "{n} message", other: "{n} messages" })).toBe(said);
});

test("a language with more forms finds its own, and falls back on the general one", () => {
  const plural = pluralFor("pl");
  const forms = { one: "{n} wiadomość", few: "{n} wiadomości", other: "{n} inne" };
  expect([1, 3, 5].map((count) => plural(count, forms))).toEqual([
    "1 wiadomość",
    "3 wiadomości",
    "5 inne",
  ]);
});
