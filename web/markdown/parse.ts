/**
 * A message's text as a tree (tree.ts). Chat is not a document: headings, rules, images, HTML, footnotes and indented code
 * stay as they are written, a line break is one, and an address that may not be followed is text. No step makes HTML.
 */
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmAutolinkLiteralFromMarkdown } from "mdast-util-gfm-autolink-literal";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmAutolinkLiteral } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";

import { isBounded } from "./bounds.ts";
import { isOnlyEmoji, withEmoji } from "./emoji.ts";
import { safeHref } from "./safe-href.ts";
import type { Block, Inline, Marked } from "./tree.ts";

/** Blocks within blocks, signs within signs. */
const DEPTH_MAX = 16;
/** Of a tree. More would make the page slow. */
const NODES_MAX = 3_000;

const AS_WRITTEN = [
  "characterReference",
  "codeIndented",
  "definition",
  "headingAtx",
  "htmlFlow",
  "htmlText",
  "labelStartImage",
  "setextUnderline",
  "thematicBreak",
];
const SYNTAX = [
  gfmStrikethrough({ singleTilde: false }),
  gfmAutolinkLiteral(),
  { disable: { null: AS_WRITTEN } },
];
// Its `transforms` look for addresses once more, in a time that grows with the square.
const { enter, exit } = gfmAutolinkLiteralFromMarkdown();
const MEANING = [gfmStrikethroughFromMarkdown(), { enter: enter ?? {}, exit: exit ?? {} }];

/** Null: too much of something; such a text is shown as it is written. */
export function parseMarkdown(text: string): Marked | null {
  if (isOnlyEmoji(withEmoji(text))) {
    return { blocks: [paragraphOf(withEmoji(text))], isOnlyEmoji: true };
  }
  if (!isBounded(text)) return null;
  const root = fromMarkdown(text, { extensions: SYNTAX, mdastExtensions: MEANING });
  try {
    const walk = new Walk(text);
    const blocks = walk.blocks(root.children, 0);
    const isBare = !walk.hasWords || isPlain(blocks, text);
    return { blocks: isBare ? [paragraphOf(text)] : blocks, isOnlyEmoji: false };
  } catch (error) {
    if (error instanceof TooMuch) return null;
    throw error;
  }
}

class TooMuch extends Error {}

class Walk {
  readonly #source: string;
  #nodes = 0;
  /** A sign that marks nothing, as ">" alone, is what its author wanted to say. */
  hasWords = false;

  constructor(source: string) {
    this.#source = source;
  }

  blocks(nodes: readonly Nodes[], depth: number): readonly Block[] {
    return nodes.map((node) => this.#block(node, depth));
  }

  #block(node: Nodes, depth: number): Block {
    this.#count(depth);
    switch (node.type) {
      case "paragraph":
        return { kind: "paragraph", children: this.#inlines(node.children, depth + 1) };
      case "code":
        this.hasWords ||= node.value !== "";
        return { kind: "code", language: node.lang ?? "", text: node.value };
      case "blockquote":
        return { kind: "quote", children: this.blocks(node.children, depth + 1) };
      case "list":
        return {
          kind: "list",
          start: node.ordered === true ? (node.start ?? 1) : null,
          items: node.children.map((item) => this.blocks(item.children, depth + 1)),
        };
      default:
        return paragraphOf(this.#written(node));
    }
  }

  #inlines(nodes: readonly Nodes[], depth: number): readonly Inline[] {
    return nodes.map((node) => this.#inline(node, depth));
  }

  #inline(node: Nodes, depth: number): Inline {
    this.#count(depth);
    this.hasWords = true;
    switch (node.type) {
      case "text":
        return { kind: "text", text: withEmoji(node.value) };
      case "break":
        return { kind: "text", text: "\n" };
      case "inlineCode":
        return { kind: "code", text: node.value };
      case "strong":
      case "emphasis":
        return { kind: node.type, children: this.#inlines(node.children, depth + 1) };
      case "delete":
        return { kind: "deleted", children: this.#inlines(node.children, depth + 1) };
      case "link": {
        const href = safeHref(node.url);
        if (href === null) return { kind: "text", text: this.#written(node) };
        return { kind: "link", href, children: this.#inlines(node.children, depth + 1) };
      }
      default:
        return { kind: "text", text: this.#written(node) };
    }
  }

  #written({ position }: Nodes): string {
    return this.#source.slice(position?.start.offset, position?.end.offset);
  }

  #count(depth: number): void {
    this.#nodes += 1;
    if (depth > DEPTH_MAX || this.#nodes > NODES_MAX) throw new TooMuch("too much Markdown");
  }
}

function paragraphOf(text: string): Block {
  return { kind: "paragraph", children: [{ kind: "text", text }] };
}

/** Nothing but words: then every space and empty line stays as it was typed. */
function isPlain(blocks: readonly Block[], text: string): boolean {
  let words = "";
  for (const block of blocks) {
    if (block.kind !== "paragraph") return false;
    for (const inline of block.children) {
      if (inline.kind !== "text") return false;
      words += inline.text;
    }
  }
  return squeezed(words) === squeezed(text);
}

function squeezed(text: string): string {
  return text.replaceAll(/\s+/gu, "");
}
