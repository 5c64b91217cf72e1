/** What is said in a private room reaches nobody outside it: whatever is done within, and whatever is asked without. */
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { ASKED, asked, CANARY, World, type Deed } from "./canary-world.ts";

const PATIENT = { timeout: 120_000 };
const RUNS = 2_000;
/** Sequences in one world, before it is begun anew. */
const RUNS_OF_A_WORLD = 100;
const within = fc.record({
  by: fc.constantFrom("ann" as const, "bob" as const),
  deed: fc.record({
    kind: fc.constantFrom<Deed["kind"][]>(
      ...(["send", "send", "send", "edit", "delete", "react", "topic", "archive"] as const),
      ...(["invite", "remove"] as const),
    ),
    pick: fc.nat(3),
    who: fc.nat(2),
    share: fc.boolean(),
  }),
});
const without = fc.record({ who: fc.nat(2), which: fc.nat(200) });
const sequence = fc.array(
  fc.oneof({ weight: 2, arbitrary: within }, { weight: 3, arbitrary: without }),
  { minLength: 3, maxLength: 16 },
);

describe("a private room", PATIENT, () => {
  const worlds: World[] = [];
  let probes = 0;
  afterAll(() => {
    expect(probes).toBeGreaterThan(RUNS);
    const names = Object.entries(ASKED).flatMap(([name, isAsked]) => (isAsked ? [name] : []));
    expect([...asked].toSorted()).toEqual(names.toSorted());
  });

  it("is in the export of the workspace's owner, who is no member, and in nobody else's", () => {
    const world = new World();
    world.open();
    world.within(world.ann, { kind: "send" });
    expect(world.exported(world.owner).split(CANARY).length).toBeGreaterThan(2);
    for (const by of [world.eve, world.ron, world.ann])
      expect(world.exported(by)).toMatch(/FORBIDDEN.*FORBIDDEN/s);
  });

  it("is unknown to whoever is not in it, in 2,000 sequences of calls from in and outside", () => {
    fc.assert(
      fc.property(sequence, (steps) => {
        const known = worlds.at(-1);
        const world = known === undefined || known.runs >= RUNS_OF_A_WORLD ? new World() : known;
        if (world !== known) worlds.splice(0, 1, world);
        world.open();
        for (const step of steps) {
          if ("deed" in step) world.within(world[step.by], step.deed);
          else {
            const outside = world.outside();
            const by = outside[step.who % outside.length] ?? world.eve;
            const { answer, ofNothing } = world.probe(by, step.which);
            expect(answer).toBe(ofNothing);
            probes += 1;
          }
          expect(world.drain()).not.toContain(CANARY);
        }
        world.within(world.ann, { kind: "remove" });
        expect(world.drain()).not.toContain(CANARY);
        for (const by of world.outside()) {
          expect(world.look(by)).not.toContain(CANARY);
          expect(world.hearersOf(by)).toEqual([]);
          for (const inside of [world.ann, world.bob])
            expect(world.hearersOf(inside)).not.toContain(by.id);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
