import { expect, test } from "vitest";
import { leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import type { Dials } from "./dials.ts";
import { begin, nowMs, QUIET } from "./quiet-world.ts";
import type { SimProcess } from "./sim-process.ts";

/** Nothing breaks but a state. */
const CALM: Partial<Dials> = {
  ...QUIET,
  clients: 6,
  thinkMaxMs: 20,
  snapshots: null,
  noteEvery: 20,
};
/** From the commit of the index at which the state was noted to the end of the node that differs. */
const FOUND_MS = 1_000;
const BACK_MS = 4_000;

const beginWith = (seed: number, chat: Dials["chat"]): Promise<Cast> =>
  begin(seed, { ...CALM, chat }, 1_000);

/** Until everybody who is to be equal is: the hashes at one index. */
async function hashesOf(cast: Cast): Promise<ReadonlySet<string>> {
  const { clients, processes, witness } = cast;
  for (const client of clients) client.stop();
  const isThere = ({ node }: SimProcess): boolean =>
    node?.status().appliedIndex === witness.commitIndex;
  const isQuiet = (): boolean => clients.every(({ pending }) => pending === null);
  await run(cast, nowMs(cast) + BACK_MS, () => isQuiet() && processes.every(isThere));
  expect(processes.map(isThere)).toEqual(processes.map(() => true));
  return new Set(processes.map(({ chat }) => chat?.hash() ?? ""));
}

const victims = [
  { whom: "a follower", isLeader: false },
  { whom: "the leader", isLeader: true },
];
const worlds = (["model", "sqlite"] as const).flatMap((chat) =>
  victims.flatMap((victim) => [1, 2].map((seed) => ({ ...victim, chat, seed }))),
);

test.each(worlds)(
  "a state that differs on $whom is found at the next noted index, within a second, and made again ($chat, seed $seed)",
  async ({ isLeader, chat, seed }) => {
    const cast = await beginWith(seed, chat);
    const { processes, witness, world } = cast;
    const leader = leaderOf(cast);
    const odd = isLeader ? leader : processes.find((one) => one !== leader);
    if (odd === undefined || odd === null) throw new Error("there are five");
    expect(odd.harm()).toBe(true);
    const noted = Math.ceil((witness.commitIndex + 1) / 20) * 20;
    await run(cast, nowMs(cast) + 10_000, () => witness.commitIndex >= noted);
    const from = nowMs(cast);
    expect(await run(cast, from + FOUND_MS, () => !odd.guard.isHarmed)).toBe(true);
    expect(world.tally.of("states found harmed")).toBe(1);
    expect(witness.commitIndex).toBeLessThan(noted + 40);
    // Whoever led goes before it ends: the successor is elected by a hand-over, and nobody else has to go.
    const committed = witness.commitIndex;
    expect(await run(cast, nowMs(cast) + BACK_MS, () => !odd.isAlive)).toBe(true);
    expect(await run(cast, nowMs(cast) + BACK_MS, () => odd.node !== null)).toBe(true);
    expect(world.tally.of("elections")).toBe(isLeader ? 2 : 1);
    expect(world.tally.of("leaders killed")).toBe(0);
    expect(await run(cast, nowMs(cast) + 5_000, () => witness.commitIndex > committed + 20)).toBe(
      true,
    );
    expect((await hashesOf(cast)).size).toBe(1);
    for (const process of processes) process.dispose();
  },
);

test("of three that each hold another state nobody is thrown out", async () => {
  const cast = await beginWith(3, "model");
  const { processes, witness, world } = cast;
  // Between two notes: else one that is harmed a moment later than the others has still noted the sound state.
  const blocks = (): ReadonlySet<number> =>
    new Set(processes.map(({ node }) => Math.trunc((node?.status().appliedIndex ?? 0) / 20)));
  expect(await run(cast, nowMs(cast) + 1_000, () => blocks().size === 1)).toBe(true);
  // Each in its own way: the two sound ones are no majority either.
  for (const process of processes.slice(0, 3)) process.harm();
  const committed = witness.commitIndex;
  const elections = world.tally.of("elections");
  await run(cast, nowMs(cast) + 5_000, () => witness.commitIndex > committed + 100);
  expect(witness.commitIndex).toBeGreaterThan(committed + 100);
  expect(world.tally.of("elections")).toBe(elections);
  for (const process of processes) process.dispose();
});

test("an idle cluster compares nothing, and a busy one at most once for each noted index", async () => {
  const cast = await beginWith(4, "model");
  const { clients, processes, witness } = cast;
  await run(cast, nowMs(cast) + 3_000, () => false);
  for (const client of clients) client.stop();
  await run(cast, nowMs(cast) + 1_000, () => false);
  const committed = witness.commitIndex;
  await run(cast, nowMs(cast) + 20_000, () => false);
  expect(witness.commitIndex).toBe(committed);
  const notes = processes.map(({ chat }) => chat?.notes());
  const newest = Math.trunc(committed / 20) * 20;
  for (const one of notes) expect(one).toMatchObject({ checkedIndex: newest, agreedIndex: newest });
  for (const process of processes) process.dispose();
});
