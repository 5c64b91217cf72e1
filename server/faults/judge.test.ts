import { describe, expect, it } from "vitest";

import type { Found } from "./found-log.ts";
import { type Heard, Judge } from "./judge.ts";
import { digestOf } from "./log-model.ts";
import { seenAt } from "./standings.ts";
import { Workload } from "./workload.ts";

const SEED = { seed: 3 };
/** Of the start before. */
const INCARNATION = 7;

/** A log after step `log`, beside a mark with the starts of step `seen`. */
function found(log: number, seen: number, incarnation = INCARNATION + 1): Found {
  const workload = new Workload(SEED);
  workload.skipTo(log);
  const standing = { incarnation, isRecovering: false, seen: seenAt(seen) ?? [] };
  return { kind: "open", digest: digestOf(workload.model), standing };
}

function heard(acknowledged: number, seenStep: number): Heard {
  return { acknowledged, doubtful: acknowledged, seenStep, incarnation: INCARNATION };
}

describe("a judge of what a cut left", () => {
  // Steps 4, 8, 12 … write starts of others into the mark, after their entries are in the log.
  it.each([
    { what: "the step under way is there as a whole", left: found(8, 8), told: heard(7, 4) },
    { what: "only its entries are there", left: found(8, 4), told: heard(7, 4) },
    {
      what: "the log went on from such a cut, and fell before another step wrote starts",
      left: found(8, 4),
      told: heard(8, 4),
    },
  ])("finds nothing lost when $what", ({ left, told }) => {
    expect(new Judge(SEED, true).judge(left, told)).toMatchObject({ kind: "kept", step: 8 });
  });

  it("says which starts were found, for the cut that follows", () => {
    const judge = new Judge(SEED, true);
    expect(judge.judge(found(8, 4), heard(7, 4))).toEqual({ kind: "kept", step: 8, seenStep: 4 });
    expect(judge.judge(found(8, 8), heard(7, 4))).toEqual({ kind: "kept", step: 8, seenStep: 8 });
  });

  it.each([
    { what: "starts that were acknowledged", left: found(8, 4), told: heard(8, 8) },
    { what: "starts that were there behind the cut before", left: found(9, 4), told: heard(9, 8) },
    { what: "an acknowledged step", left: found(6, 4), told: heard(7, 4) },
    { what: "a start of its own", left: found(8, 8, INCARNATION), told: heard(8, 8) },
  ])("sees the loss of $what", ({ left, told }) => {
    expect(new Judge(SEED, true).judge(left, told)).toMatchObject({ kind: "lost" });
  });

  it("takes starts that nobody wrote yet for wrong", () => {
    const verdict = new Judge(SEED, true).judge(found(8, 16), heard(8, 8));
    expect(verdict).toMatchObject({ kind: "wrong" });
  });
});
