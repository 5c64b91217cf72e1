import { expect, test } from "vitest";
import { leaderOf, run } from "./cast.ts";
import type { Dials } from "./dials.ts";
import { begin, BUSY, nowMs } from "./quiet-world.ts";

/** Nothing breaks by itself; little log is kept, and a snapshot is many parts. */
const DIALS: Partial<Dials> = {
  ...BUSY,
  snapshots: {
    snapshotLogBytes: 4_000,
    tailBytes: 1_000,
    tailMaxBytes: 40_000,
    snapshotChunkBytes: 2_000,
    snapshotRateBytes: 1 << 24,
  },
};
const SEEDS = [1, 2, 3];
const AWAY_MS = 6_000;
const CATCH_UP_MS = 3_000;
/** What is on its way while everybody writes. */
const BEHIND_MAX_ENTRIES = 30;

test.each(SEEDS)(
  "a member that was away is brought up by a snapshot while writes go on, and nobody else feels it (raft.md bug 37, seed %i)",
  async (seed) => {
    const cast = await begin(seed, DIALS, 500);
    const { world, processes, witness } = cast;
    const leader = leaderOf(cast);
    const away = processes.find((one) => one !== leader);
    away?.pause();
    await run(cast, nowMs(cast) + AWAY_MS, () => false);
    expect(world.tally.of("snapshots installed")).toBe(0);

    away?.resume();
    const committed = witness.commitIndex;
    await run(cast, nowMs(cast) + CATCH_UP_MS, () => false);
    expect(witness.commitIndex).toBeGreaterThan(committed + 100);
    const applied = away?.node?.status().appliedIndex ?? 0;
    expect(applied).toBeGreaterThan(witness.commitIndex - BEHIND_MAX_ENTRIES);
    expect(world.tally.of("snapshots installed")).toBe(1);
    expect(leaderOf(cast)).toBe(leader);
    expect(world.tally.of("elections")).toBe(1);
    for (const process of processes) process.dispose();
  },
);
