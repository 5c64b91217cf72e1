import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IN_FLIGHT_MAX, IN_FLIGHT_MAX_BYTES, Progress } from "./progress.ts";

/** A leader whose log is long enough for whatever is sent. */
const LAST_INDEX = 1_000_000;

function replicating(match: number): Progress {
  const progress = new Progress(match + 1, 0);
  progress.acknowledged(match);
  return progress;
}

type Move =
  | { readonly kind: "send"; readonly entries: number; readonly bytes: number }
  | { readonly kind: "acknowledge"; readonly share: number }
  | { readonly kind: "refuse"; readonly share: number; readonly hint: number }
  | { readonly kind: "reconnect" };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("send"),
      entries: fc.integer({ min: 1, max: 9 }),
      bytes: fc.oneof(fc.nat(2000), fc.nat(IN_FLIGHT_MAX_BYTES)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("acknowledge"), share: fc.nat(100) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("refuse"),
      share: fc.nat(100),
      hint: fc.nat(100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reconnect") }) },
);

/** What is on its way, kept by hand. */
interface Model {
  inFlight: { readonly last: number; readonly bytes: number }[];
}

/** Indexes between what is acknowledged and what was sent, and a little beyond. */
function pick(progress: Progress, share: number): number {
  return progress.match + Math.trunc(((progress.next + 1 - progress.match) * share) / 100);
}

function play(progress: Progress, model: Model, one: Move): void {
  if (one.kind === "send") {
    if (progress.isPaused || progress.next > LAST_INDEX) return;
    const last = progress.next - 1 + one.entries;
    if (progress.state === "replicate") model.inFlight.push({ last, bytes: one.bytes });
    progress.sent(last, one.bytes, 0);
  } else if (one.kind === "acknowledge") {
    const index = pick(progress, one.share);
    progress.acknowledged(index);
    model.inFlight = model.inFlight.filter(({ last }) => last > index);
  } else if (one.kind === "refuse") {
    const isNews = progress.refused(pick(progress, one.share), pick(progress, one.hint));
    if (isNews) model.inFlight = [];
  } else {
    progress.probe(0);
    model.inFlight = [];
  }
}

describe("what a leader knows of a peer, whatever happens", () => {
  test("next stays above match, and match never falls (raft.md bug 18)", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
        const progress = replicating(3);
        const model: Model = { inFlight: [] };
        for (const one of moves) {
          const { match } = progress;
          play(progress, model, one);
          expect(progress.next).toBeGreaterThan(progress.match);
          expect(progress.match).toBeGreaterThanOrEqual(match);
        }
      }),
    );
  });

  test("appends under way stay within their number and bytes, the last one aside", () => {
    let full = 0;
    fc.assert(
      fc.property(fc.array(move, { maxLength: 300 }), (moves) => {
        const progress = replicating(3);
        const model: Model = { inFlight: [] };
        for (const one of moves) {
          play(progress, model, one);
          const bytes = model.inFlight.reduce((sum, sent) => sum + sent.bytes, 0);
          const before = bytes - (model.inFlight.at(-1)?.bytes ?? 0);
          expect(model.inFlight.length).toBeLessThanOrEqual(IN_FLIGHT_MAX);
          expect(before).toBeLessThan(IN_FLIGHT_MAX_BYTES);
          if (progress.state !== "replicate") continue;
          const isFull = model.inFlight.length >= IN_FLIGHT_MAX || bytes >= IN_FLIGHT_MAX_BYTES;
          expect(progress.isPaused).toBe(isFull);
          if (isFull) full += 1;
        }
      }),
    );
    expect(full).toBeGreaterThan(0);
  });

  test("small appends are bounded by their number", () => {
    const progress = replicating(0);
    let sent = 0;
    for (; !progress.isPaused; sent += 1) progress.sent(progress.next, 1, 0);
    expect(sent).toBe(IN_FLIGHT_MAX);
    progress.acknowledged(1);
    expect(progress.isPaused).toBe(false);
  });

  test("while it probes, one append is out and no more until an answer", () => {
    const progress = new Progress(8, 0);
    expect(progress.isPaused).toBe(false);
    progress.sent(9, 10, 0);
    expect(progress.isPaused).toBe(true);
    expect(progress.next).toBe(8);
    expect(progress.refused(7, 3)).toBe(true);
    expect(progress.isPaused).toBe(false);
    expect(progress.next).toBe(4);
  });

  test("a refusal of what was acknowledged meanwhile, or of an older probe, says nothing (raft.md bug 16)", () => {
    const progress = replicating(5);
    expect(progress.refused(5, 1)).toBe(false);
    progress.probe(0);
    expect(progress.refused(9, 1)).toBe(false);
    expect(progress.next).toBe(6);
  });

  test("a probe comes to an end however many places conflict: each refusal moves it (raft.md bug 18)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (next, hint) => {
        const progress = new Progress(next, 0);
        for (let refusals = 0; progress.next > 1; refusals += 1) {
          const before = progress.next;
          progress.refused(progress.next - 1, Math.min(hint, progress.next - 2));
          expect(progress.next).toBeLessThan(before);
          expect(refusals).toBeLessThanOrEqual(5000);
        }
      }),
      { numRuns: 20 },
    );
  });
});
