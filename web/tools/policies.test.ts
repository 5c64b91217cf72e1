import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

import { policyFor, writePolicies } from "./policies.ts";

const hashOf = (script: string): string =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

test("each inline script is named by its hash, once; scripts with an address are not", () => {
  const html = `<script>one</script><script id="x">two</script><script src="/a.js" async=""></script><script>one</script>`;
  expect(policyFor(html)).toContain(`script-src 'self' ${hashOf("one")} ${hashOf("two")};`);
});

test("a page without inline scripts allows none", () => {
  expect(policyFor("<p>hello</p>")).toContain("script-src 'self';");
});

test("no page allows inline styles, other origins, or markup from strings", () => {
  const policy = policyFor("<script>x</script>");
  expect(policy).not.toMatch(/unsafe|https?:|\*/u);
  expect(policy).toContain("require-trusted-types-for 'script'; trusted-types default");
});

test("the file maps each page to its policy", () => {
  const folder = mkdtempSync(join(tmpdir(), "parley-policies-"));
  try {
    const file = join(folder, "csp.json");
    writePolicies([{ path: "index.html", html: "<script>x</script>" }], file);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      "index.html": policyFor("<script>x</script>"),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
