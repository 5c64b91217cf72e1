/**
 * Every folder that a power cut, or the end of the process, may leave at any moment of a store's life: nothing
 * acknowledged is missing, and a sound log is never taken for one that lost its memory (reliability.md, row 30). The same
 * on stores that sync too little must find losses, or all of this proves nothing (row 29).
 */
import { beforeAll, describe, expect, it } from "vitest";

import { checkLife, type CrashLife } from "./crash-life.ts";
import type { PrefixReport } from "./crash-prefixes.ts";
import { whyNoStrace } from "./fault-tools.ts";

const STATES_WANTED = 10_000;
const LONG_MS = 240_000;
const why = whyNoStrace();
if (why !== null) console.warn(`SKIPPED 4 tests of crash prefixes: ${why}`);

interface Life extends CrashLife {
  readonly what: string;
}

const LIVES: readonly Life[] = [
  {
    what: "small batches, conflicts and votes, with orderly restarts",
    workload: { seed: 30 },
    before: 0,
    steps: 240,
    reopenEvery: 50,
    recopies: false,
    control: null,
    tornFolders: 4,
  },
  {
    what: "a log that is compacted, and copied into a new file after a kill and at every start",
    workload: { seed: 32, compactEvery: 6 },
    before: 32,
    steps: 70,
    reopenEvery: 25,
    recopies: true,
    control: null,
    tornFolders: 3,
  },
  {
    what: "checkpoints between busy stretches",
    workload: { seed: 31, largeEvery: 12 },
    before: 0,
    steps: 25,
    reopenEvery: 0,
    recopies: false,
    control: null,
    tornFolders: 1,
  },
];

const CONTROLS = [
  { what: "synchronous=NORMAL", control: "NORMAL", injection: null },
  { what: "synchronous=OFF", control: "OFF", injection: null },
  // The product itself, on a machine whose fsync only says that it did something.
  { what: "a sync that does nothing", control: null, injection: "fsync,fdatasync:retval=0" },
] as const;

describe.skipIf(why !== null)("a power cut at any moment", () => {
  let states = 0;

  async function live(life: Life, injection: string | null = null): Promise<PrefixReport> {
    const { what, ...rest } = life;
    const report = await checkLife(rest, injection);
    console.info(`${what}: ${JSON.stringify(report)}`);
    return report;
  }

  describe.each(LIVES)("in a life of $what", (life) => {
    let report: PrefixReport;
    beforeAll(async () => {
      report = await live(life);
      states += report.states;
    }, LONG_MS);

    it("loses nothing acknowledged, makes nothing up and raises no false alarm", () => {
      expect(report.examples).toEqual([]);
      expect(report.verdicts.kept).toBeGreaterThan(report.states);
      expect(report.byWholeStore).toBeGreaterThan(0);
      expect(report.tornStates).toBeGreaterThan(0);
    });
  });

  it(`was looked at in ${STATES_WANTED} different folders`, () => {
    expect(states).toBeGreaterThanOrEqual(STATES_WANTED);
  });

  it.each(CONTROLS)(
    "finds the losses of $what",
    async ({ what, control, injection }) => {
      const life: Life = {
        what,
        workload: { seed: 29 },
        before: 0,
        steps: 40,
        reopenEvery: 0,
        recopies: false,
        control,
        tornFolders: 1,
      };
      const { verdicts } = await live(life, injection);
      expect(verdicts.lost).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});
