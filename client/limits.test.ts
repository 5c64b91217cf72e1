import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CLIENT_LIMITS, HOLD_AFTER_MS } from "./limits.ts";

// Read as text: the client imports nothing of the server, not even in a test.
const server = readFileSync(new URL("../server/src/limits.ts", import.meta.url), "utf8");

test.each(Object.entries(CLIENT_LIMITS))("%s is the server's own number", (name, value) => {
  const written = new RegExp(`\\b${name}: ([0-9_ *]+),`).exec(server)?.[1];
  const product = written
    ?.split("*")
    .reduce((sum, factor) => sum * Number(factor.trim().replaceAll("_", "")), 1);
  expect(product).toBe(value);
});

test("rows are held before their key can expire", () => {
  expect(HOLD_AFTER_MS).toBeLessThan(CLIENT_LIMITS.keyAgeMs);
});
