import { expect, test } from "vitest";
import { assemble, leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import { HEALED_DISK, HEALED_NETWORK } from "./dials.ts";
import type { Dials } from "./dials.ts";
import { US_PER_MS } from "./virtual-clock.ts";

/** Nothing breaks; loops, timers and disks are only as late as on a busy machine. */
const CALM: Partial<Dials> = {
  nodes: 5,
  chat: "sqlite",
  outside: 0,
  clients: 6,
  thinkMaxMs: 200,
  lostAnswerPerMille: 0,
  weights: new Map(),
  freshLeaderPerMille: 0,
  snapshotCrashPerMille: 0,
  network: { ...HEALED_NETWORK, stragglerPerMille: 2, stragglerMaxUs: 40_000 },
  disk: { ...HEALED_DISK, hiccupPerMille: 5, hiccupMaxUs: 150_000 },
  limits: {},
  turnMaxUs: 2_000,
  timerLateMaxUs: 15_000,
};
const SEEDS = Array.from({ length: 6 }, (_, offset) => offset + 1);
const CALM_MS = 20_000;

async function begin(seed: number): Promise<Cast> {
  const cast = assemble(seed, { dials: CALM });
  for (const process of cast.processes) process.start();
  for (const client of cast.clients) client.start();
  const isLed = await run(cast, 3_000, () => leaderOf(cast) !== null);
  expect(isLed).toBe(true);
  return cast;
}

function end(cast: Cast): void {
  for (const process of cast.processes) process.dispose();
}

test.each(SEEDS)("a healthy cluster elects once and never again (seed %i)", async (seed) => {
  const cast = await begin(seed);
  await run(cast, CALM_MS, () => false);
  expect(cast.world.tally.of("elections")).toBe(1);
  expect(cast.witness.commitIndex).toBeGreaterThan(200);
  end(cast);
});

test("a killed leader is succeeded and writes go on before anybody's patience ends", async () => {
  const gaps: number[] = [];
  for (const seed of SEEDS) {
    const cast = await begin(seed);
    const nowMs = (): number => cast.world.time.nowUs / US_PER_MS;
    await run(cast, nowMs() + 2_000, () => false);
    leaderOf(cast)?.kill(false);
    const killedMs = nowMs();
    const before = cast.witness.commitIndex;
    // The no-op of the new term and one command behind it.
    await run(cast, killedMs + 5_000, () => cast.witness.commitIndex >= before + 2);
    gaps.push(nowMs() - killedMs);
    end(cast);
  }
  gaps.sort((a, b) => a - b);
  // Virtual time: connections tell of the death within 12 ms, the rest is early pre-vote and vote.
  expect(gaps[Math.trunc(gaps.length / 2)]).toBeLessThan(150);
  expect(gaps.at(-1)).toBeLessThan(600);
});
