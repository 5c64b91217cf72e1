/** Content Security Policies by hashes: an export has no nonces, so each page names its inline scripts. */
import { createHash } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";

import type { ExportedPage } from "./exported-page.ts";
import { scriptsOf, sourceOf } from "./exported-page.ts";

export function policyFor(html: string): string {
  const hashes = scriptsOf(html)
    .filter((script) => sourceOf(script) === undefined)
    .map(({ content }) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`);
  return [
    "default-src 'self'",
    ["script-src 'self'", ...new Set(hashes)].join(" "),
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ].join("; ");
}

/** Writes {"index.html": "default-src …"} whole or not at all. */
export function writePolicies(pages: readonly ExportedPage[], file: string): void {
  const policies = Object.fromEntries(pages.map((page) => [page.path, policyFor(page.html)]));
  writeFileSync(`${file}.tmp`, `${JSON.stringify(policies, null, 2)}\n`);
  renameSync(`${file}.tmp`, file);
}
