/** A voter whose disk was wiped: refused as who it was, back as somebody new, and a second failure costs nothing. */
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  done,
  freshFolder,
  historyAt,
  namesOf,
  parley,
  start,
  startWriting,
} from "../../cluster-under-test.ts";

const TEST_MS = 120_000;

function wipe(folder: string, keep: (name: string) => boolean = () => false): void {
  for (const name of readdirSync(folder))
    if (!keep(name)) rmSync(join(folder, name), { recursive: true });
}

test(
  "a wiped voter is refused with the way out, comes back as a learner and then a voter, and nothing acknowledged is lost with a second one",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const writing = await startWriting(cluster);
    const { leader } = await done(data, "status");
    const victim = cluster.nodes.find(({ id }) => id !== leader)?.id ?? "";
    cluster.kill(victim);
    const folder = join(data, victim);
    const wipes = [
      ["its mark", (name: string) => name !== "mark"],
      ["all but who it is", (name: string) => name === "identity.json"],
      ["everything", () => false],
    ] as const;
    for (const [what, keep] of wipes) {
      wipe(folder, keep);
      const { said, code } = parley("node", "start", victim, "--data", data);
      expect({ what, code: await code }).toEqual({ what, code: 2 });
      expect(said.err).toMatch(/"parley cluster replace( n\d)?"/);
    }
    const replaced = await done(data, "replace", victim);
    expect(replaced).toMatchObject({ event: "replaced", ok: true, name: "n4" });
    expect(namesOf(replaced)).not.toContain(victim);
    expect(replaced.members.every(({ standing }) => standing === "voter")).toBe(true);

    // Of the three that vote now another one dies: the new one is one of the two that are left.
    const second = namesOf(replaced).find((name) => name !== "n4" && name !== replaced.leader);
    cluster.kill(second ?? "");
    await writing.stop();
    expect(writing.acknowledged.length).toBeGreaterThan(50);
    const last = await done(data, "status");
    for (const member of last.members.filter(({ reachable }) => reachable)) {
      const held = new Set(await historyAt(member, writing));
      const missing = writing.acknowledged.filter((text) => !held.has(text));
      expect({ node: member.name, missing }).toEqual({ node: member.name, missing: [] });
    }
  },
);
