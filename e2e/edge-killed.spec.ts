/** Envoy is everybody's only door. It dies without a goodbye; what is known and what waits is in the browser. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "@parley/cli/started-cluster.ts";
import { expectOneStory } from "./histories.ts";
import { meet } from "./meeting.ts";
import { NETWORK_GONE } from "./page-guard.ts";
import { expect, test } from "./parley-test.ts";
import { Talk } from "./talk.ts";

test.use({ allowedErrors: NETWORK_GONE });

const RECONNECTING = "Reconnecting… your messages are kept and will be sent";
/** Trouble shorter than this is nobody's business; less what two clocks may differ. */
const LINE_AFTER_MS = 2_000 - 50;

test("while Envoy is away the line appears after two seconds, and nothing is lost", async ({
  alice,
  bob,
  cluster,
  chance,
}) => {
  await meet(alice, bob);
  const alices = new Talk(alice);
  const bobs = new Talk(bob);
  await alices.reaches(chance.between(2, 10));
  const killedMs = Date.now();
  cluster.envoy.kill();
  await alice.readsOnTheLine(RECONNECTING);
  await bob.readsOnTheLine(RECONNECTING);
  await cluster.envoy.start();
  await Promise.all([alices.isHeardAgain(3), bobs.isHeardAgain(3)]);
  await Promise.all([alices.ends(), bobs.ends()]);
  for (const { connectionLine, guard } of [alice, bob]) {
    await expect(connectionLine).toHaveCount(0);
    expect(guard.lineAfterMs(killedMs)).toBeGreaterThanOrEqual(LINE_AFTER_MS);
    expect(guard.sightings.filter(({ kind }) => kind === "alert")).toEqual([]);
  }
  await expectOneStory(cluster, [alices, bobs]);
});

test("under supervision Envoy is back before anybody is told", async ({ newcomer, chance }) => {
  const data = await mkdtemp(join(tmpdir(), "parley-e2e-"));
  const cluster = await startCluster({ data, nodes: 3, restart: true });
  try {
    const alice = await newcomer("Alice", cluster.url);
    const bob = await newcomer("Bob", cluster.url);
    await meet(alice, bob);
    const alices = new Talk(alice);
    const bobs = new Talk(bob);
    await alices.reaches(chance.between(2, 10));
    process.kill(cluster.envoyPid, "SIGKILL");
    await Promise.all([alices.isHeardAgain(3), bobs.isHeardAgain(3)]);
    await Promise.all([alices.ends(), bobs.ends()]);
    await expectOneStory({ living: cluster.nodes }, [alices, bobs]);
    alice.guard.noticedNothing();
    bob.guard.noticedNothing();
  } finally {
    await cluster.stop();
    await rm(data, { recursive: true });
  }
});
