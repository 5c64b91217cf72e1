import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { CommandSchema } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { expect, onTestFinished, test } from "vitest";
import { goldenFile, goldenLog } from "./golden-logs.ts";
import { judgeState, openForJudging } from "./judge-state.ts";
import { NEW_IN_2 } from "./levels.ts";
import { keyOf, Scenario, tokenOf } from "./scenario.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { findState } from "./state-file.ts";

/** As a program of feature level 1 and schema 2 left it, after the same log. */
function oldStateFile(): string {
  const file = join(mkdtempSync(join(tmpdir(), "parley-golden-")), "state.db");
  onTestFinished(() => rmSync(dirname(file), { recursive: true }));
  writeFileSync(file, goldenFile("state-2.db.gz"));
  return file;
}

function replayed(): Scenario {
  const scenario = new Scenario();
  for (const { entry } of goldenLog("level-1.jsonl.gz")) {
    scenario.skipTo(entry.index - 1);
    scenario.applyEntry(entry);
    scenario.time = entry.time;
  }
  return scenario;
}

function judged(file: string) {
  const db = openForJudging(file);
  try {
    const steps = judgeState(db);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  } finally {
    db.close();
  }
}

const LEVELS = [1, 2];

test.each(LEVELS)("every command of feature level %i comes to what it came to then", (level) => {
  const scenario = new Scenario();
  for (const { entry, hash } of goldenLog(`level-${level}.jsonl.gz`)) {
    scenario.skipTo(entry.index - 1);
    scenario.applyEntry(entry);
    scenario.time = entry.time;
    const now = scenario.core.query("stateHash", {});
    expect({ index: entry.index, hash: now.hash }).toEqual({ index: entry.index, hash });
  }
  expect(scenario.core.scanHash()).toBe(scenario.core.query("stateHash", {}).hash);
});

test("the golden log of level 2 has every kind of command and row that came with it", () => {
  const kinds = goldenLog("level-2.jsonl.gz").flatMap(({ entry }) => {
    const { kind } = fromBinary(CommandSchema, entry.data);
    return kind.case === "write"
      ? kind.value.rows.map(({ operation }) => operation.case)
      : kind.case;
  });
  for (const kind of NEW_IN_2) expect(kinds).toContain(kind);
});

test("a state of schema 2 is judged as it is, and completed to what the same log makes today", () => {
  const file = oldStateFile();
  const fresh = replayed();
  const { hash, index } = fresh.core.query("stateHash", {});
  expect(judged(file)).toMatchObject({ appliedIndex: index, hash });
  expect(findState(file)).toBe("unproven");
  const completed = new Scenario(file);
  expect(completed.core.query("stateHash", {})).toEqual(fresh.core.query("stateHash", {}));
  expect(completed.core.scanHash()).toBe(hash);
  expect(completed.core.notes).toEqual(fresh.core.notes);
  // Word for word the schema of today, too.
  expect(judged(file)).toMatchObject({ hash });
});

test("and goes on like it, also behind the next feature level", () => {
  const states = [new Scenario(oldStateFile()), replayed()];
  const last = Math.max(...goldenLog("level-1.jsonl.gz").map(({ entry }) => entry.time));
  const [completed, fresh] = states.map((scenario) => {
    scenario.time = last;
    scenario.apply({ case: "raiseLevel", value: { level: 2 } });
    const key = keyOf("page of Zoe", 1, { born: last });
    const zoe = { name: "Zoe", foldedName: "zoe", passwordHash: "hash" };
    const made = scenario.apply({
      case: "createAccount",
      value: { key, ...zoe, tokenSha256: tokenOf("Zoe") },
    });
    expect(made.case).toBe("accountCreated");
    scenario.apply({ case: "logOut", value: { tokenSha256: tokenOf("Ann") } });
    return { ...scenario.core.query("stateHash", {}), level: scenario.core.level };
  });
  expect(completed).toEqual(fresh);
  expect(fresh?.level).toBe(2);
});

test("the schema has one version for each step", () => {
  expect(SCHEMA_VERSION).toBe(4);
});
