/** `parley cluster recover` on the folders of real nodes: what it says, that it asks, and what it leaves. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  done,
  freshFolder,
  historyAt,
  parley,
  start,
  startWriting,
} from "../../cluster-under-test.ts";
import { startCluster } from "../../started-cluster.ts";

const TEST_MS = 120_000;
const POLL = { timeout: 20_000, interval: 50 };

test(
  "a cluster of three that lost two is refused without a yes, loud about the loss, and goes on as one node with --yes",
  { timeout: TEST_MS },
  async () => {
    const data = freshFolder();
    const cluster = await start(data, 3);
    const writing = await startWriting(cluster);
    await vi.waitUntil(() => writing.acknowledged.length > 50, POLL);
    await writing.stop();
    const running = parley("cluster", "recover", "--data", data, "--yes");
    expect(await running.code).toBe(2);
    expect(running.said.err).toMatch(/"parley up" still runs/);
    await cluster.stop();

    const sound = parley("cluster", "recover", "--data", data, "--yes");
    expect(await sound.code).toBe(2);
    expect(sound.said.err).toMatch(/n1, n2, n3 of 3 voters are sound/);

    for (const name of ["n2", "n3"]) rmSync(join(data, name), { recursive: true });
    const before = readFileSync(join(data, "cluster.json"), "utf8");
    const asked = parley("cluster", "recover", "--data", data);
    expect(await asked.code).toBe(2);
    expect(asked.said.out).toMatch(/▸ n1 .* of term/);
    expect(asked.said.out).toMatch(/! What only n2, n3 held is lost for good/);
    expect(asked.said.err).toMatch(/Nothing was changed.*--yes/);
    expect(readFileSync(join(data, "cluster.json"), "utf8")).toBe(before);

    const told = parley("cluster", "recover", "n1", "--data", data, "--yes", "--json");
    expect([await told.code, told.said.err]).toEqual([0, told.said.err]);
    const recovered = JSON.parse(told.said.out) as { aside: string };
    expect(recovered).toMatchObject({ event: "recovered", nodes: ["n1"] });
    expect(readdirSync(data)).toContain(`n1.${recovered.aside}`);

    const heir = await startCluster({ data });
    onTestFinished(() => heir.stop());
    const { members } = await done(data, "status");
    expect(members.map(({ name }) => name)).toEqual(["n1"]);
    const [one] = members;
    if (one === undefined) throw new Error("the new cluster has a member");
    const history = await historyAt(one, writing);
    const held = new Set(history);
    // A node that was stopped in order had heard of everything that was acknowledged.
    expect(writing.acknowledged.filter((text) => !held.has(text))).toEqual([]);
    expect(held.size).toBe(history.length);
  },
);

test("where there is no cluster it says so", async () => {
  const { said, code } = parley("cluster", "recover", "--data", freshFolder(), "--yes");
  expect(await code).toBe(2);
  expect(said.err).toMatch(/holds no cluster/);
});
