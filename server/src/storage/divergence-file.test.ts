import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  isBeingReseeded,
  readDivergence,
  recordDivergence,
  settleDivergence,
} from "./divergence-file.ts";

const DAY_MS = 24 * 3600 * 1000;
const FOUND = { index: 9000, agreedIndex: 8000, own: "a", expected: "b", time: 5 * DAY_MS };
const NAME = "n3";

function memberFolder() {
  const folder = mkdtempSync(join(tmpdir(), "parley-diverged-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const paths = { folder, state: join(folder, "state.db") };
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const files = (): string[] => readdirSync(folder).toSorted();
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  put("state.db", "odd");
  put("state.db-wal", "odd wal");
  put("state.db-shm", "odd shm");
  return { paths, put, files, text };
}

describe("a state that was found to differ", () => {
  test("is put aside at the next start with what belongs to it, and made again", () => {
    const { paths, files, text } = memberFolder();
    expect(recordDivergence(paths, NAME, FOUND)).toContain("state.db.diverged-9000");
    expect(settleDivergence(paths, NAME)).toMatchObject({ phase: "found", index: 9000 });
    expect(files()).toEqual([
      "diverged.json",
      "state.db.diverged-9000",
      "state.db.diverged-9000-wal",
    ]);
    expect(text("state.db.diverged-9000-wal")).toBe("odd wal");
  });

  test("is put aside once, however often that is cut off", () => {
    const { paths, put, files, text } = memberFolder();
    recordDivergence(paths, NAME, FOUND);
    settleDivergence(paths, NAME);
    put("state.db", "made again, in part");
    put("state.db-wal", "of that");
    settleDivergence(paths, NAME);
    expect(existsSync(paths.state)).toBe(false);
    expect(files()).toHaveLength(3);
    expect(text("state.db.diverged-9000")).toBe("odd");
    expect(text("state.db.diverged-9000-wal")).toBe("odd wal");
  });

  test("goes whole when the move is cut off between its files", () => {
    const { paths, put, text } = memberFolder();
    recordDivergence(paths, NAME, FOUND);
    rmSync(paths.state);
    put("state.db.diverged-9000", "odd");
    settleDivergence(paths, NAME);
    expect(text("state.db.diverged-9000-wal")).toBe("odd wal");
  });

  test("is left alone once it was made again", () => {
    const { paths, put, text } = memberFolder();
    recordDivergence(paths, NAME, FOUND);
    const record = settleDivergence(paths, NAME);
    put("state.db", "made again");
    if (record !== null) isBeingReseeded(paths, record);
    expect(settleDivergence(paths, NAME)).toMatchObject({ phase: "reseeding" });
    expect(text("state.db")).toBe("made again");
  });

  test("takes the place of one that was put aside before", () => {
    const { paths, put, files } = memberFolder();
    put("state.db.diverged-40", "old");
    put("state.db.diverged-40-wal", "old");
    recordDivergence(paths, NAME, FOUND);
    settleDivergence(paths, NAME);
    expect(files()).not.toContain("state.db.diverged-40");
    expect(files()).not.toContain("state.db.diverged-40-wal");
  });
});

describe("a second time", () => {
  test.each([DAY_MS - 1, 0, 1 - DAY_MS])(
    "within a day (%i ms) halts the member for good",
    (later) => {
      const { paths, put, text } = memberFolder();
      recordDivergence(paths, NAME, FOUND);
      const record = settleDivergence(paths, NAME);
      put("state.db", "odd again");
      if (record !== null) isBeingReseeded(paths, record);
      const again = { ...FOUND, index: 9500, time: FOUND.time + later };
      const sentence = /n3 diverged at index 9500, again within a day: .*parley cluster replace n3/;
      expect(() => recordDivergence(paths, NAME, again)).toThrow(sentence);
      expect(() => settleDivergence(paths, NAME)).toThrow(sentence);
      expect(text("state.db")).toBe("odd again");
    },
  );

  test("after a day it is made again once more", () => {
    const { paths } = memberFolder();
    recordDivergence(paths, NAME, FOUND);
    const again = { ...FOUND, index: 20_000, time: FOUND.time + DAY_MS };
    expect(recordDivergence(paths, NAME, again)).toContain("state.db.diverged-20000");
    expect(readDivergence(paths)).toMatchObject({ phase: "found", index: 20_000 });
  });
});

test("a folder that knows of nothing is left as it is", () => {
  const { paths, files } = memberFolder();
  expect(settleDivergence(paths, NAME)).toBeNull();
  expect(files()).toEqual(["state.db", "state.db-shm", "state.db-wal"]);
});

test.each([
  ["of a later version", { version: 2 }, /format 2/],
  ["without a phase", { version: 1, ...FOUND }, /a field is missing/],
  ["with a wrong index", { version: 1, ...FOUND, phase: "found", index: -1 }, /a field is missing/],
])("a file %s is refused with a sentence", (_what, content, sentence) => {
  const { paths, put } = memberFolder();
  put("diverged.json", JSON.stringify(content));
  expect(() => settleDivergence(paths, NAME)).toThrow(sentence);
});
