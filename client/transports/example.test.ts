import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ScriptedNode } from "./scripted-node.ts";

const room = new URL("../", import.meta.url);

test("the README's example runs as it stands, under plain Node", async () => {
  const readme = readFileSync(new URL("README.md", room), "utf8");
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const node = new ScriptedNode("n1", "n1");
  const address = await node.listen();
  try {
    const given = [
      "--input-type=module-typescript",
      "--eval",
      example,
      "example.ts",
      address,
      "ada",
    ];
    const run = await promisify(execFile)(process.execPath, given, { cwd: fileURLToPath(room) });
    expect(run.stdout).toBe("message 1 is safe\n");
  } finally {
    node.kill();
  }
});
