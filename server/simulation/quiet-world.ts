/** Worlds in which nothing breaks but what a test breaks. */
import { expect } from "vitest";
import { assemble, leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import { HEALED_DISK, HEALED_NETWORK } from "./dials.ts";
import type { Dials } from "./dials.ts";
import { US_PER_MS } from "./virtual-clock.ts";

export const QUIET = {
  nodes: 5,
  outside: 0,
  lostAnswerPerMille: 0,
  weights: new Map(),
  freshLeaderPerMille: 0,
  snapshotCrashPerMille: 0,
  network: HEALED_NETWORK,
  disk: HEALED_DISK,
  limits: {},
  turnMaxUs: 300,
  timerLateMaxUs: 2_000,
} satisfies Partial<Dials>;

/** QUIET, and everybody writes all the while. */
export const BUSY: Partial<Dials> = { ...QUIET, chat: "model", clients: 8, thinkMaxMs: 5 };

export const nowMs = ({ world }: Cast): number => world.time.nowUs / US_PER_MS;

/** Started, led, and then left alone for `settleMs` of virtual time. */
export async function begin(seed: number, dials: Partial<Dials>, settleMs: number): Promise<Cast> {
  const cast = assemble(seed, { dials });
  for (const process of cast.processes) process.start();
  for (const client of cast.clients) client.start();
  expect(await run(cast, 3_000, () => leaderOf(cast) !== null)).toBe(true);
  if (settleMs > 0) await run(cast, nowMs(cast) + settleMs, () => false);
  return cast;
}

export function end(cast: Cast): void {
  for (const process of cast.processes) process.dispose();
}
