import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runScenario } from "./scenario-runner.ts";

const FOLDER = new URL("scenarios/", import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));

/** `npm run unit -- scenarios -u` writes the outcomes anew; the diff is what a change does to the protocol. */
describe("scenario", () => {
  test.each(files)("%s comes out as written", async (name) => {
    const text = readFileSync(new URL(name, FOLDER), "utf8");
    await expect(runScenario(text)).toMatchFileSnapshot(`scenarios/${name}`);
  });

  test.each(files)("%s says first which rule it pins", (name) => {
    const [first = ""] = readFileSync(new URL(name, FOLDER), "utf8").split("\n");
    expect(first).toMatch(/^# .*(§|[Rr]aft\.md|[Ee]tcd|[Dd]issertation|#\d)/);
  });

  test("there are at least as many as one can learn from others (raft.md §6)", () => {
    expect(files.length).toBeGreaterThanOrEqual(20);
  });

  test("a wrong outcome is seen", () => {
    const script = "# x\ncluster 1\ncampaign 1\n  1 nonsense\n";
    expect(runScenario(script)).not.toBe(script);
    expect(runScenario(runScenario(script))).toBe(runScenario(script));
  });

  test("a command that nobody knows is refused", () => {
    expect(() => runScenario("cluster 1\nexplode 1")).toThrow(/explode/);
  });
});
