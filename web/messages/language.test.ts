import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { deCluster } from "./de-cluster.ts";
import { deFind } from "./de-find.ts";
import { deSettings } from "./de-settings.ts";
import { deSign } from "./de-sign.ts";
import { de } from "./de.ts";
import { enCluster } from "./en-cluster.ts";
import { enFind } from "./en-find.ts";
import { enSettings } from "./en-settings.ts";
import { enSign } from "./en-sign.ts";
import { en } from "./en.ts";

/** Brand names, and words that are the same in both. */
const ALIKE =
  /^(?:product|slogan|titleUnread|name|sidebar\.(?:cluster|preview)|conversation\.announce|title|leader|term|roles\.(?:leader|follower)|megabytes)$/;

type Leaf = string | ((...values: readonly unknown[]) => string);
type Tree = { readonly [key: string]: Leaf | Tree };

function leaves(tree: Tree, path = ""): readonly (readonly [string, Leaf])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" ? leaves(value, `${path}${key}.`) : [[`${path}${key}`, value]],
  );
}

/** What a text says with 7 wherever something is filled in: as words, which count as a number where one is needed. */
function said(leaf: Leaf): string {
  return typeof leaf === "string" ? leaf : leaf("7", "7", "7");
}

const PAIRS = [
  { name: "the app", english: en, german: de },
  { name: "the cluster page", english: enCluster, german: deCluster },
  { name: "search, switcher and help", english: enFind, german: deFind },
  { name: "signing in", english: enSign, german: deSign },
  { name: "the settings", english: enSettings, german: deSettings },
];

test.each(PAIRS)("$name is translated: no text is empty or left in English", (pair) => {
  const german = new Map(leaves(pair.german as Tree));
  const left = leaves(pair.english as Tree).filter(([path, english]) => {
    const words = german.get(path);
    return (
      words === undefined ||
      said(words) === "" ||
      (said(words) === said(english) && !ALIKE.test(path))
    );
  });
  expect(left.map(([path]) => path)).toEqual([]);
});

test.each(PAIRS)("$name says in both languages whatever is filled in", (pair) => {
  const german = new Map(leaves(pair.german as Tree));
  const lost = leaves(pair.english as Tree).filter(([path, english]) => {
    const count = (words: string): number => words.split("7").length;
    return count(said(english)) !== count(said(german.get(path) ?? ""));
  });
  expect(lost.map(([path]) => path)).toEqual([]);
});

test("a number takes its own form in both languages", () => {
  expect([1, 2].map((count) => de.rooms.members(count))).toEqual(["1 Mitglied", "2 Mitglieder"]);
  expect([1, 2].map((count) => en.rooms.members(count))).toEqual(["1 member", "2 members"]);
});

// ------------------------------------------------------------------------------------ No words outside the catalogues

const WEB = join(import.meta.dirname, "..");
const SOURCES = ["components", "app", "hooks"].flatMap((folder) =>
  readdirSync(join(WEB, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx") && !name.includes(".test."))
    .map((name) => join(folder, name)),
);

/** Between two tags; in an attribute that people read or hear; a sentence in an expression. */
const WORDS_IN_MARKUP = [
  />\s*([\p{L}\d][\p{L}\p{N}\s.,:!?…'’–-]*\p{L}[\p{L}\p{N}\s.,:!?…'’–-]*)\s*</gu,
  /\b(?:aria-label|title|placeholder|alt|label|detail|rule)="([^"]*\p{L}[^"]*)"/gu,
  /[?:&{(]\s*"(\p{Lu}\p{Ll}+(?: [\p{L}\d]+)+[.!?…]?)"/gu,
];
/** Names of languages are said in themselves. */
const ALLOWED = new Set(["English", "Deutsch"]);

function wordsIn(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
  return WORDS_IN_MARKUP.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => (match[1] ?? "").trim()),
  ).filter((words) => !ALLOWED.has(words));
}

test("a word written into a component is found", () => {
  expect(wordsIn('<p className="x">Sign in</p>')).toEqual(["Sign in"]);
  expect(wordsIn('<Button aria-label="Close" />')).toEqual(["Close"]);
  expect(wordsIn('{isBusy ? "One moment…" : text.go}')).toEqual(["One moment…"]);
  expect(wordsIn("<p>{text.sign.in}</p> // Sign in")).toEqual([]);
});

test.each(SOURCES)("every word of %s comes from the catalogue", (path) => {
  expect(wordsIn(readFileSync(join(WEB, path), "utf8"))).toEqual([]);
});
