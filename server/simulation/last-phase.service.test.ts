/**
 * What a run is judged by when all is mended: one leader, a fresh write at every member, equal states, and everything
 * that people were told. Each is asked for: worlds that lack just one of them do not pass.
 */
import { expect, test } from "vitest";
import { leaderOf, run } from "./cast.ts";
import type { Cast } from "./cast.ts";
import type { Dials } from "./dials.ts";
import { harm } from "./harm.ts";
import { begin, BUSY, end, nowMs } from "./quiet-world.ts";
import { checkEnd, heal } from "./simulate.ts";
import { US_PER_MS } from "./virtual-clock.ts";

/** No state is compared by the nodes themselves: here only the end of the run looks. */
const DIALS: Partial<Dials> = {
  ...BUSY,
  snapshots: null,
  leavesMinorityDead: false,
  noteEvery: 1_000_000,
};
/** Long enough for the mending, too short for the leader or the write that it asks for. */
const SOON_US = US_PER_MS / 2;

async function judged(spoil: (cast: Cast) => void): Promise<string | null> {
  const cast = await begin(1, DIALS, 1_000);
  // Somebody was away, so that there is something to bring up.
  const [, away] = cast.processes.filter((one) => one !== leaderOf(cast));
  away?.kill(false);
  await run(cast, nowMs(cast) + 500, () => false);
  spoil(cast);
  try {
    await heal(cast);
    await checkEnd(cast);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    end(cast);
  }
}

/** In force although everything was mended. */
function cutFor(cast: Cast, isCut: (from: number, to: number) => boolean): void {
  const { world, network, processes } = cast;
  world.time.schedule(SOON_US, null, () => {
    for (const [at, from] of processes.entries())
      for (const [place, to] of processes.entries())
        if (at !== place && isCut(at, place)) network.cut(from.id, to.id, false);
  });
}

test("a world in which all is well passes", async () => {
  expect(await judged(() => undefined)).toBeNull();
});

test.each<{ what: string; spoil: (cast: Cast) => void; says: RegExp }>([
  {
    what: "nobody can lead",
    spoil: (cast) => cutFor(cast, () => true),
    says: /^liveness: /,
  },
  {
    what: "one member is never reached",
    spoil: (cast) => {
      const last = cast.processes.findLastIndex((one) => one !== leaderOf(cast));
      cutFor(cast, (from, to) => from === last || to === last);
    },
    says: /^liveness: a fresh write at every member/,
  },
  {
    what: "one state holds a row more",
    spoil: ({ processes }) => {
      const chat = processes.find((one) => one.isAlive)?.chat;
      chat?.restore(harm("model", chat.serialize(), "somebody"));
    },
    says: /^equal state at index/,
  },
  {
    what: "people were told of a message that no log holds",
    spoil: ({ book }) => {
      book.beginSend(["ghost"]);
      book.acknowledged(book.floor("nowhere"), "ghost", 1);
    },
    says: /^acknowledged, so never lost: ghost/,
  },
])("a world does not pass when $what", async ({ spoil, says }) => {
  expect(await judged(spoil)).toMatch(says);
});
