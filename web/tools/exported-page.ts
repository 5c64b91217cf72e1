/** The HTML files of the export, taken apart as far as the other steps need it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ExportedPage {
  /** Relative to the export, with forward slashes: "index.html". */
  readonly path: string;
  readonly html: string;
}

export interface ScriptElement {
  readonly attributes: string;
  readonly content: string;
}

export function readPages(out: string): readonly ExportedPage[] {
  return readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".html"))
    .toSorted()
    .map((path) => ({
      path: path.replaceAll("\\", "/"),
      html: readFileSync(join(out, path), "utf8"),
    }));
}

const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/giu;

export function scriptsOf(html: string): readonly ScriptElement[] {
  return [...html.matchAll(SCRIPT)].map((match) => ({
    attributes: match[1] ?? "",
    content: match[2] ?? "",
  }));
}

/** The address of an external script; undefined for an inline one. */
export function sourceOf(script: ScriptElement): string | undefined {
  return /\bsrc="([^"]*)"/iu.exec(script.attributes)?.[1];
}

/** The markup alone: what scripts carry as text is no markup. */
export function withoutScripts(html: string): string {
  return html.replaceAll(SCRIPT, "");
}
