import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";

import { measureFirstLoad } from "./budget.ts";
import { compressExport } from "./compress.ts";
import { readPages } from "./exported-page.ts";

let out = "";

beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "parley-export-"));
  mkdirSync(join(out, "_next"));
});

afterEach(() => {
  rmSync(out, { recursive: true });
});

test("pages are found in every folder, by paths with forward slashes", () => {
  writeFileSync(join(out, "index.html"), "a");
  writeFileSync(join(out, "_next", "b.html"), "b");
  writeFileSync(join(out, "c.txt"), "c");
  expect(readPages(out).map((page) => page.path)).toEqual(["_next/b.html", "index.html"]);
});

test("large texts get twins that unpack to the same bytes; small ones and pictures do not", () => {
  const script = "const a = 1;\n".repeat(100);
  writeFileSync(join(out, "_next", "a.js"), script);
  writeFileSync(join(out, "small.js"), "x");
  writeFileSync(join(out, "picture.png"), script);
  compressExport(out);
  const inflated = [
    gunzipSync(readFileSync(join(out, "_next", "a.js.gz"))),
    brotliDecompressSync(readFileSync(join(out, "_next", "a.js.br"))),
  ];
  expect(inflated.map(String)).toEqual([script, script]);
  expect(readdirSync(out).toSorted()).toEqual(["_next", "picture.png", "small.js"]);
});

test("the first load counts each script once, and none that modern browsers skip", () => {
  writeFileSync(join(out, "_next", "a.js"), "a".repeat(500));
  writeFileSync(join(out, "_next", "old.js"), "b".repeat(500));
  const html = `<script src="/_next/a.js"></script><script src="/_next/a.js" async></script><script src="/_next/old.js" noModule=""></script>`;
  const bytes = measureFirstLoad({ path: "index.html", html }, out);
  expect(bytes).toBe(gzipSync("a".repeat(500), { level: 9 }).length);
});
