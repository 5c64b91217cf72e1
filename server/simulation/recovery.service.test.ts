import { expect, test } from "vitest";
import { assemble, leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import { HEALED_DISK, HEALED_NETWORK } from "./dials.ts";
import type { Dials } from "./dials.ts";
import type { SimProcess } from "./sim-process.ts";
import { US_PER_MS } from "./virtual-clock.ts";

/** Nothing breaks but what a test breaks. */
const BUSY: Partial<Dials> = {
  nodes: 5,
  chat: "model",
  outside: 0,
  clients: 8,
  thinkMaxMs: 5,
  lostAnswerPerMille: 0,
  weights: new Map(),
  freshLeaderPerMille: 0,
  snapshotCrashPerMille: 0,
  network: HEALED_NETWORK,
  disk: HEALED_DISK,
  limits: {},
  snapshots: null,
  turnMaxUs: 300,
  timerLateMaxUs: 2_000,
};
const SEEDS = [1, 2, 3];
const BACK_MS = 1_000;

const nowMs = ({ world }: Cast): number => world.time.nowUs / US_PER_MS;

async function begin(seed: number): Promise<Cast> {
  const cast = assemble(seed, { dials: BUSY });
  for (const process of cast.processes) process.start();
  for (const client of cast.clients) client.start();
  expect(await run(cast, 3_000, () => leaderOf(cast) !== null)).toBe(true);
  await run(cast, nowMs(cast) + 2_000, () => false);
  return cast;
}

function end(cast: Cast): void {
  for (const process of cast.processes) process.dispose();
}

function damage(process: SimProcess): void {
  process.kill(false);
  process.view.disk.loseLog();
  process.view.isDamaged = true;
  process.start();
}

const isBack = ({ view, node }: SimProcess): boolean => node !== null && !view.isDamaged;

test.each(SEEDS)(
  "a node whose whole log is gone comes back while everybody writes, and nobody else feels it (seed %i)",
  async (seed) => {
    const cast = await begin(seed);
    const { witness, world } = cast;
    const victim = cast.processes.find((one) => one !== leaderOf(cast));
    if (victim === undefined) throw new Error("there are followers");
    const [commits, elections] = [witness.commitIndex, world.tally.of("elections")];
    damage(victim);
    const at = nowMs(cast);
    expect(await run(cast, at + BACK_MS, () => isBack(victim))).toBe(true);
    const backMs = nowMs(cast) - at;
    await run(cast, nowMs(cast) + 500, () => false);
    expect(victim.node?.status().appliedIndex).toBeGreaterThan(commits);
    expect(world.tally.of("elections")).toBe(elections);
    expect(backMs).toBeLessThanOrEqual(BACK_MS);
    end(cast);
  },
);

test.each(SEEDS)(
  "two of five that lost their logs in a full cold start are refilled by the three that did not (seed %i)",
  async (seed) => {
    const cast = await begin(seed);
    const { witness } = cast;
    const commits = witness.commitIndex;
    const [first, second, ...rest] = cast.processes;
    if (first === undefined || second === undefined) throw new Error("there are five");
    for (const process of rest) process.kill(true);
    damage(first);
    damage(second);
    await run(cast, nowMs(cast) + 1_500, () => false);
    // Alone the two are nobody.
    expect(leaderOf(cast)).toBeNull();
    for (const process of rest) process.start();
    const isDone = (): boolean => isBack(first) && isBack(second);
    expect(await run(cast, nowMs(cast) + 3_000, isDone)).toBe(true);
    await run(cast, nowMs(cast) + 500, () => false);
    for (const { node } of cast.processes)
      expect(node?.status().appliedIndex).toBeGreaterThan(commits);
    end(cast);
  },
);
