import { expect, test } from "vitest";
import { leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import type { Dials } from "./dials.ts";
import { begin, BUSY, end, nowMs } from "./quiet-world.ts";
import type { SimProcess } from "./sim-process.ts";

const DIALS: Partial<Dials> = { ...BUSY, snapshots: null };
const SEEDS = [1, 2, 3];
/** To write something, to say its last words, and for the supervisor to wait. */
const BACK_MS = 2_000;

interface Case {
  readonly whose: string;
  readonly victimsIn: (cast: Cast) => readonly SimProcess[];
}

const CASES: readonly Case[] = [
  { whose: "a follower", victimsIn: (cast) => followersIn(cast).slice(0, 1) },
  { whose: "the leader", victimsIn: ({ processes }) => processes.filter(isLeader) },
  { whose: "two followers", victimsIn: (cast) => followersIn(cast).slice(0, 2) },
  {
    whose: "the leader and a follower",
    victimsIn: (cast) => [...cast.processes.filter(isLeader), ...followersIn(cast).slice(0, 1)],
  },
];

function isLeader({ view }: SimProcess): boolean {
  return view.isLeader;
}

function followersIn(cast: Cast): readonly SimProcess[] {
  return cast.processes.filter((one) => one !== leaderOf(cast));
}

const runs = CASES.flatMap((one) => SEEDS.map((seed) => ({ ...one, seed })));

test.each(runs)(
  "the disk of $whose fails: its nodes end, and come back with a log that was copied (seed $seed)",
  async ({ seed, victimsIn }) => {
    const cast = await begin(seed, DIALS, 2_000);
    const { witness, world } = cast;
    const victims = victimsIn(cast);
    const commits = witness.commitIndex;
    for (const { pace } of victims) pace.failsNextSync = true;
    const [failed, copied] = [world.tally.of("disks failed"), world.tally.of("logs copied")];
    const isBack = ({ node, view }: SimProcess): boolean =>
      (node?.status().appliedIndex ?? 0) > commits && view.disk.mark?.mustRecopy === false;
    const areBack = (): boolean =>
      world.tally.of("logs copied") === copied + victims.length && victims.every(isBack);
    expect(await run(cast, nowMs(cast) + BACK_MS, areBack)).toBe(true);
    expect(world.tally.of("disks failed")).toBe(failed + victims.length);
    // What was acknowledged before is there, once, and people write on: with its disks copied nobody is in doubt.
    expect(victims.every(({ view }) => view.isWhole && !view.isDamaged)).toBe(true);
    await run(cast, nowMs(cast) + 500, () => false);
    for (const { node } of cast.processes)
      expect(node?.status().appliedIndex).toBeGreaterThan(commits);
    end(cast);
  },
);
