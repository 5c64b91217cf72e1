import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inspectState } from "./chat/inspect-state.ts";
import { freshFolder } from "./node-under-test.ts";
import { verify } from "./storage/verify.ts";

test("a snapshot that a node set aside as damaged is mentioned, and blames nobody", () => {
  const data = join(freshFolder(), "data");
  cpSync(join(import.meta.dirname, "storage/fixtures/data-2"), data, { recursive: true });
  const about = "n1/snapshots/9-00ff.damaged";
  writeFileSync(join(data, about), "half a snapshot");
  const report = verify({ path: data, inspect: inspectState });
  expect(report.isSound).toBe(true);
  expect(report.findings).toContainEqual(expect.objectContaining({ level: "note", about }));
});
