import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../bootstrap/places.mjs";
import { judgeDocument, type Known } from "./documents.ts";
import { listCode, listPaths, listWritten } from "./repository.ts";

const written = listWritten();
const known: Known = {
  paths: new Set(listPaths().flatMap(withFolders)),
  scripts: scriptNames(),
  code: listCode(written)
    .filter(({ path }) => !path.startsWith("tools/tidy/"))
    .map(({ text }) => text)
    .join("\n"),
};

test("every link, path, script and flag in a document is real", () => {
  const documents = written.filter(({ path }) => path.endsWith(".md"));
  expect(documents.length).toBeGreaterThan(0);
  expect(documents.flatMap((document) => judgeDocument(document, known))).toEqual([]);
});

describe("a planted mistake is seen", () => {
  test.each([
    ["a dead link", "see [it](./nowhere.md)", "no docs/nowhere.md"],
    ["a dead path", "see `server/src/nowhere.ts`", "no server/src/nowhere.ts"],
    ["a script that is not there", "say `npm run nothing`", 'no script "nothing"'],
    ["a flag that is not there", "say `npm start -- --never-a-flag`", "no flag --never-a-flag"],
  ])("%s", (_, text, complaint) => {
    const document = { path: "docs/a.md", text };
    expect(judgeDocument(document, known)).toEqual([expect.stringContaining(complaint)]);
  });

  test("but links abroad, anchors, real paths and scripts are fine", () => {
    const text =
      "[a](https://example.org/x) [b](#here) [c](../package.json#x) `server/src/` `npm run check`";
    expect(judgeDocument({ path: "docs/a.md", text }, known)).toEqual([]);
  });
});

function withFolders(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === "." ? [path] : [path, ...withFolders(folder)];
}

function scriptNames(): ReadonlySet<string> {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  return new Set(Object.keys(manifest.scripts));
}
