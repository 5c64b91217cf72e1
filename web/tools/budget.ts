/** What a page costs before anything can be done with it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import type { ExportedPage } from "./exported-page.ts";
import { scriptsOf, sourceOf } from "./exported-page.ts";

/** Bytes of JavaScript, gzip, that a modern browser fetches for the page. Polyfills (nomodule) are never fetched. */
export function measureFirstLoad(page: ExportedPage, out: string): number {
  const addresses = scriptsOf(page.html)
    .filter((script) => !/\bnomodule\b/iu.test(script.attributes))
    .flatMap((script) => sourceOf(script) ?? []);
  const read = (address: string): number =>
    gzipSync(readFileSync(join(out, new URL(address, "http://page").pathname)), { level: 9 })
      .length;
  return [...new Set(addresses)].reduce((bytes, address) => bytes + read(address), 0);
}
