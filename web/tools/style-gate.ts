/** The policy drops style attributes and elements of a served page, and React does not repair them. */
import type { ExportedPage } from "./exported-page.ts";
import { withoutScripts } from "./exported-page.ts";

/** One sentence for each style in the markup; empty when the page is clean. */
export function styleFaults(page: ExportedPage): readonly string[] {
  const found = withoutScripts(page.html).matchAll(
    /<style\b[^>]*>|<[a-z][^>]*\sstyle="[^"]*"[^>]*>/giu,
  );
  return [...found].map((match) => `${page.path}: ${match[0].slice(0, 120)}`);
}
