import { expect, test } from "vitest";

import { MarkdownCache } from "./markdown-cache.ts";
import { parseMarkdown } from "./parse.ts";
import type { Block, Inline } from "./tree.ts";

/** A tree in short: `strong(a)`, `[quote ...]`. */
function said(text: string): string {
  const marked = parseMarkdown(text);
  return marked === null ? "as written" : marked.blocks.map(block).join(" ");
}

function block(one: Block): string {
  switch (one.kind) {
    case "paragraph":
      return one.children.map(inline).join("");
    case "code":
      return `[code ${one.language}: ${one.text}]`;
    case "quote":
      return `[quote ${one.children.map(block).join(" ")}]`;
    case "list": {
      const items = one.items.map((item) => item.map(block).join(" "));
      return `[${one.start === null ? "list" : `list from ${String(one.start)}`}: ${items.join(", ")}]`;
    }
  }
}

function inline(one: Inline): string {
  switch (one.kind) {
    case "text":
      return one.text;
    case "code":
      return `code(${one.text})`;
    case "link":
      return `link(${one.href}: ${one.children.map(inline).join("")})`;
    default:
      return `${one.kind}(${one.children.map(inline).join("")})`;
  }
}

test.each([
  { text: "**a** *b* ~~c~~ `d`", tree: "strong(a) emphasis(b) deleted(c) code(d)" },
  { text: "a ~b~ snake_case_name 2*3*4 ", tree: "a ~b~ snake_case_name 2emphasis(3)4" },
  { text: "```ts\nconst a = 1;\n```", tree: "[code ts: const a = 1;]" },
  { text: "> a\n> b\n\nc", tree: "[quote a\nb] c" },
  { text: "- a\n- b\n  - c", tree: "[list: a, b [list: c]]" },
  { text: "3. a\n4. b", tree: "[list from 3: a, b]" },
  { text: "[a](https://a.example/?q=1)", tree: "link(https://a.example/?q=1: a)" },
  {
    text: "see https://a.example/x_y_z.",
    tree: "see link(https://a.example/x_y_z: https://a.example/x_y_z).",
  },
  { text: "[a]: https://a.example", tree: "[a]: link(https://a.example/: https://a.example)" },
  { text: "www.a.example", tree: "link(http://www.a.example/: www.a.example)" },
  { text: "ada@a.example", tree: "link(mailto:ada@a.example: ada@a.example)" },
  {
    text: ":tada: done `:tada:` :nothing: 10:30:20",
    tree: "🎉 done code(:tada:) :nothing: 10:30:20",
  },
])("'$text' is $tree", ({ text, tree }) => {
  expect(said(text)).toBe(tree);
});

test.each([
  "# a heading",
  "a title\n=====",
  "---",
  "<b>bold</b> <script>alert(1)</script>",
  "<!-- a comment -->",
  "    indented",
  "&amp; &lt;b&gt; &#106;",
  "two  spaces\n\n\n  and empty lines",
  "[a](javascript:alert(1)) [b](/cluster) [c](data:text/html,x) [d](//a.example)",
  "<javascript:alert(1)>",
  ">",
  "-",
  "```",
])("'%s' stays as it is written", (text) => {
  expect(said(text)).toBe(text);
});

test("an image is a link at most: no page fetches anything for a message", () => {
  expect(said("![a](https://a.example/b.png)")).toBe("!link(https://a.example/b.png: a)");
});

test("no address may hide its protocol behind numbers for its letters", () => {
  for (const text of ["[a](&#106;avascript:alert(1))", "[a](java\\\nscript:alert(1))"]) {
    expect(said(text)).not.toContain("link(");
  }
});

test.each([
  { text: "🎉", isLarge: true },
  { text: ":tada: :+1:", isLarge: true },
  { text: "👩‍👩‍👧 🏳️‍🌈", isLarge: true },
  { text: "🎉 done", isLarge: false },
  { text: "🎉".repeat(13), isLarge: false },
  { text: "12", isLarge: false },
])("that '$text' is only emoji is $isLarge", ({ text, isLarge }) => {
  expect(parseMarkdown(text)?.isOnlyEmoji).toBe(isLarge);
});

const BOMBS: readonly (readonly [string, string])[] = [
  ["quotes in quotes", ">".repeat(10_000)],
  ["lists in lists", "- ".repeat(8_000)],
  ["numbers in numbers", "1. ".repeat(5_000)],
  ["quotes in lists in quotes", "> - ".repeat(4_000)],
  [
    "lists deeper line by line",
    Array.from({ length: 100 }, (_, at) => `${" ".repeat(at * 2)}- a\n`).join(""),
  ],
  ["stars that open", "*a ".repeat(5_000)],
  ["stars that close", "a*".repeat(8_000)],
  ["brackets", "[".repeat(16_000)],
  ["links that never end", "[a](".repeat(4_000)],
  ["backticks that never close", "`a".repeat(8_000)],
  ["a list without end", "- a\n".repeat(4_000)],
  ["tags", "<a".repeat(8_000)],
  ["bold in emphasis in bold", `${"*a **b ".repeat(20)}${"c** d* ".repeat(20)}`],
];

test.each(BOMBS)("%s are shown as they are written", (_, text) => {
  expect(said(text)).toBe("as written");
});

test("8,000 stars in a row are one run of signs, and words", () => {
  expect(said("*".repeat(8_000))).toBe("*".repeat(8_000));
});

test("code may hold as many signs as it likes", () => {
  const code = "a_b * c_d;\n".repeat(1_200);
  expect(said(`\`\`\`c\n${code}\`\`\`\n**a**`)).toBe(`[code c: ${code.trim()}] strong(a)`);
});

test("a text has one tree, and keeps it while it is among the last ones read", () => {
  const cache = new MarkdownCache();
  const first = cache.read("**a**");
  expect(cache.read("**a**")).toBe(first);
  expect(cache.read("**b**")).not.toEqual(first);
  for (let at = 0; at < 600; at += 1) cache.read(String(at));
  expect(cache.read("**a**")).not.toBe(first);
  expect(cache.read("**a**")).toEqual(first);
});
