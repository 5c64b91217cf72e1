/** A leader that goes in every way there is while everybody writes: how long writes wait, and that none is lost or doubled. */
import { expect, test } from "vitest";
import { leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import type { Dials } from "./dials.ts";
import { begin, BUSY, end, nowMs } from "./quiet-world.ts";
import type { SimProcess } from "./sim-process.ts";
import { checkEnd, heal } from "./simulate.ts";

const LOAD: Partial<Dials> = { ...BUSY, snapshots: null, leavesMinorityDead: false };
const SEEDS = [1, 2, 3];
const GONE_MS = 2_000;
/** Commands of people that must have been committed after the blow before it counts as survived. */
const COMMANDS = 20;

/** What happens to the leader; the answer makes it good again. */
type Blow = (cast: Cast, leader: SimProcess) => () => void;

/** Silent: no connection breaks, so that only time can tell. */
function cutOff(cast: Cast, leader: SimProcess, ways: "out" | "in" | "both"): () => void {
  const { network, processes } = cast;
  for (const { id } of processes.filter((one) => one !== leader)) {
    if (ways !== "in") network.cut(leader.id, id, false);
    if (ways !== "out") network.cut(id, leader.id, false);
  }
  return () => network.healAll();
}

const kill: Blow = (_, leader) => {
  leader.kill(false);
  return () => leader.start();
};
const freeze: Blow = (_, leader) => {
  leader.pause();
  return () => leader.resume();
};

/**
 * Bounds in virtual time: the longest of all, and the middle one of the seeds. A death is told by its connections, so
 * the middle one waits for no timeout, which alone would be 150 to 600 ms; of the rest a check-quorum of 600 ms and the
 * longest timeout are the most.
 */
test.each<{ what: string; blow: Blow; withinMs: number; middleMs?: number }>([
  { what: "is killed", blow: kill, withinMs: 600, middleMs: 250 },
  { what: "is stopped and continued", blow: freeze, withinMs: 1_500 },
  { what: "is cut off", blow: (...all) => cutOff(...all, "both"), withinMs: 1_500 },
  { what: "is heard by nobody", blow: (...all) => cutOff(...all, "out"), withinMs: 1_500 },
  { what: "hears nobody", blow: (...all) => cutOff(...all, "in"), withinMs: 1_500 },
])(
  "writes go on within $withinMs ms when a leader under load $what, and all is in order when it is back",
  async ({ blow, withinMs, middleMs = withinMs }) => {
    const gaps: number[] = [];
    for (const seed of SEEDS) {
      const cast = await begin(seed, LOAD, 1_000);
      const leader = leaderOf(cast);
      if (leader === null) throw new Error("somebody leads");
      const { term = 0 } = leader.node?.status() ?? {};
      const before = cast.witness.commitIndex;
      const struckMs = nowMs(cast);
      const mend = blow(cast, leader);
      const goesOn = (): boolean =>
        cast.witness.commitIndex >= before + COMMANDS && laterLeader(cast, term) !== null;
      await run(cast, struckMs + withinMs, goesOn);
      expect(goesOn(), `seed ${seed}`).toBe(true);
      gaps.push(nowMs(cast) - struckMs);
      await run(cast, struckMs + GONE_MS, () => false);
      mend();
      await run(cast, nowMs(cast) + 500, () => false);
      await heal(cast);
      await checkEnd(cast);
      end(cast);
    }
    gaps.sort((one, other) => one - other);
    expect(gaps[Math.trunc(gaps.length / 2)]).toBeLessThanOrEqual(middleMs);
  },
);

function laterLeader({ processes }: Cast, term: number): SimProcess | null {
  const isLater = ({ node }: SimProcess): boolean => {
    const status = node?.status();
    return status?.role === "leader" && status.term > term;
  };
  return processes.find(isLater) ?? null;
}

test("five nodes are restarted one after another under writes, and nobody is kept waiting", async () => {
  for (const seed of SEEDS) {
    const cast = await begin(seed, LOAD, 1_000);
    for (const process of cast.processes) {
      let isStopped = false;
      process.stop(() => (isStopped = true));
      await run(cast, nowMs(cast) + 1_500, () => isStopped);
      expect(isStopped, `${process.name}, seed ${seed}`).toBe(true);
      // While it is away, and not only before and afterwards.
      const before = cast.witness.commitIndex;
      const goesOn = (): boolean => cast.witness.commitIndex >= before + COMMANDS;
      await run(cast, nowMs(cast) + 600, goesOn);
      expect(goesOn(), `without ${process.name}, seed ${seed}`).toBe(true);
      process.start();
      const isBack = (): boolean =>
        (process.node?.status().appliedIndex ?? 0) >= before && leaderOf(cast) !== null;
      expect(await run(cast, nowMs(cast) + 2_000, isBack)).toBe(true);
    }
    await heal(cast);
    await checkEnd(cast);
    end(cast);
  }
});
