/** `parley cluster` on real nodes behind the real Envoy, while people write. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import {
  done,
  freshFolder,
  historyAt,
  namesOf,
  parley,
  refused,
  start,
  startWriting,
} from "../../cluster-under-test.ts";

const TEST_MS = 120_000;
const POLL = { timeout: 20_000, interval: 50 };

function published(data: string): readonly string[] {
  const file = readFileSync(join(data, "edge", "endpoints", "nodes.json"), "utf8");
  return [...file.matchAll(/"hostname": "(n\d+)"/g)].map(([, name]) => name ?? "");
}

test(
  "while people write, a sixth node is added, the leader removed and a killed node replaced; nothing acknowledged is lost",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 5);
    const writing = await startWriting(cluster);

    const six = await done(data, "add");
    expect(six).toMatchObject({ event: "added", ok: true, name: "n6", changing: false });
    expect(namesOf(six)).toEqual(["n1", "n2", "n3", "n4", "n5", "n6"]);
    await expect.poll(() => published(data), POLL).toEqual(namesOf(six));

    const five = await done(data, "remove", six.leader);
    expect(five).toMatchObject({ event: "removed", ok: true, name: six.leader });
    expect(namesOf(five)).toEqual(namesOf(six).filter((name) => name !== six.leader));
    await expect.poll(() => published(data), POLL).toEqual(namesOf(five));

    const victim = cluster.nodes.find(({ id }) => id !== six.leader && id !== five.leader);
    cluster.kill(victim?.id ?? "");
    const replaced = await done(data, "replace", victim?.id ?? "");
    expect(replaced).toMatchObject({ event: "replaced", ok: true, name: "n7" });
    const expected = [...namesOf(five).filter((name) => name !== victim?.id), "n7"];
    expect(namesOf(replaced)).toEqual(expected);
    await expect.poll(() => published(data), POLL).toEqual(expected);

    const heir = namesOf(replaced).find((name) => name !== replaced.leader) ?? "";
    expect(await done(data, "transfer", heir)).toMatchObject({ leader: heir });

    await writing.stop();
    expect(writing.acknowledged.length).toBeGreaterThan(100);
    const last = await done(data, "status");
    expect(last.members.every(({ standing, reachable }) => standing === "voter" && reachable)).toBe(
      true,
    );
    for (const member of last.members) {
      const history = await historyAt(member, writing);
      const held = new Set(history);
      const missing = writing.acknowledged.filter((text) => !held.has(text));
      expect({ node: member.name, missing }).toEqual({ node: member.name, missing: [] });
      expect(held.size).toBe(history.length);
    }
  },
);

test(
  "a change that was interrupted goes on with the same command; what cannot be done is refused with the way out",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const begun = parley("cluster", "add", "--data", data);
    await vi.waitUntil(() => begun.said.out.includes("folder"), POLL);
    begun.child.kill("SIGINT");
    expect(await begun.code).toBe(130);
    expect(begun.said.err).toContain("the same command goes on from there");
    expect(await done(data, "add")).toMatchObject({ event: "added", name: "n4" });

    const { leader } = await done(data, "remove", "n4");
    const [first, second] = cluster.nodes.filter(({ id }) => id !== leader);
    expect(await done(data, "remove", "n4")).toMatchObject({ event: "removed", leader });
    expect(await refused(data, "replace", "n4")).toMatch(/no member n4 any more; its members are/);
    expect(await refused(data, "transfer", "n4")).toContain("no member n4 any more");
    expect(await refused(data, "replace", "n9")).toContain("no member n9");
    cluster.kill(first?.id ?? "");
    // Of the two left one would be dead: nothing could be written.
    expect(await refused(data, "remove", second?.id ?? "")).toMatch(/cannot be reached.*replace/);
    const status = await done(data, "status");
    expect(namesOf(status)).toEqual(["n1", "n2", "n3"]);

    cluster.kill(second?.id ?? "");
    const { said, code } = parley("cluster", "status", "--data", data);
    expect(await code).toBe(1);
    expect(said.out).toMatch(/Nobody leads|No majority/);
  },
);

test(
  "a member that slept while everybody it knew was replaced is found by the new ones and learns from them",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const sleeper = cluster.node("n2");
    cluster.kill("n2");
    await done(data, "replace", "n1");
    const changed = await done(data, "replace", "n3");
    expect(namesOf(changed)).toEqual(["n2", "n4", "n5"]);
    // Its log names n1 and n3 as the others, and neither is there any more.
    await cluster.start(sleeper);
    await vi.waitUntil(async () => {
      const { members } = await done(data, "status");
      return members.every(({ reachable }) => reachable);
    }, POLL);
    // Who can lead holds all of the log.
    expect((await done(data, "transfer", "n2")).leader).toBe("n2");
  },
);
