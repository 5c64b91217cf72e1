import { expect, test } from "vitest";
import { leaderOf, run } from "./cast.ts";
import type { Dials } from "./dials.ts";
import { begin, BUSY, end, nowMs } from "./quiet-world.ts";
import type { SimProcess } from "./sim-process.ts";

const DIALS: Partial<Dials> = { ...BUSY, snapshots: null };
const SEEDS = [1, 2, 3];
const BACK_MS = 1_000;

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
    const cast = await begin(seed, DIALS, 2_000);
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
    const cast = await begin(seed, DIALS, 2_000);
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
