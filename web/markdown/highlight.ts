/** Colours for code: a script of its own, with eight languages and no more (product.md §6). */
import bash from "highlight.js/lib/languages/bash";
import css from "highlight.js/lib/languages/css";
import go from "highlight.js/lib/languages/go";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import type { RootContent } from "hast";
import { createLowlight } from "lowlight";

/** Of a part of code; "plain": nothing of note. */
export type CodeLook = "plain" | "comment" | "keyword" | "string" | "number" | "title" | "type";

export interface CodePart {
  readonly text: string;
  readonly look: CodeLook;
}

/** Longer code is shown without colours. */
const LENGTH_MAX = 10_000;

const lowlight = createLowlight({ bash, css, go, json, python, sql, typescript, xml });
lowlight.registerAlias({
  typescript: ["js", "jsx", "javascript", "mjs", "cjs"],
  bash: ["console"],
});

/** Null: not one of its languages, or too long. */
export function highlight(code: string, language: string): readonly CodePart[] | null {
  const name = language.toLowerCase();
  if (code.length > LENGTH_MAX || !lowlight.registered(name)) return null;
  return lowlight.highlight(name, code).children.flatMap((node) => partsOf(node, "plain"));
}

function partsOf(node: RootContent, look: CodeLook): readonly CodePart[] {
  if (node.type === "text") return [{ text: node.value, look }];
  if (node.type !== "element") return [];
  const inner = lookOf(node.properties["className"]) ?? look;
  return node.children.flatMap((child) => partsOf(child, inner));
}

const LOOKS: Readonly<Record<string, CodeLook>> = {
  "hljs-comment": "comment",
  "hljs-quote": "comment",
  "hljs-keyword": "keyword",
  "hljs-selector-tag": "keyword",
  "hljs-name": "keyword",
  "hljs-string": "string",
  "hljs-regexp": "string",
  "hljs-number": "number",
  "hljs-literal": "number",
  "hljs-symbol": "number",
  "hljs-title": "title",
  "hljs-section": "title",
  "hljs-selector-class": "title",
  "hljs-selector-id": "title",
  "hljs-attr": "type",
  "hljs-attribute": "type",
  "hljs-property": "type",
  "hljs-variable": "type",
  "hljs-built_in": "type",
  "hljs-type": "type",
  "hljs-meta": "comment",
};

function lookOf(className: unknown): CodeLook | undefined {
  const [first] = Array.isArray(className) ? className : [];
  return typeof first === "string" ? LOOKS[first] : undefined;
}
