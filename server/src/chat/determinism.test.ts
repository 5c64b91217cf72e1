/** The same log gives the same state, however it was cut into transactions and wherever a node fell over. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../ports.ts";
import { ChatCore } from "./chat-core.ts";
import { anyLog, FIRST_STEP, signUps } from "./random-log.ts";
import { entryOf, START_MS } from "./scenario.ts";

/** Applies in transactions of the given sizes, over and over. */
function applyIn(
  core: ChatCore,
  entries: readonly Entry[],
  sizes: readonly number[],
  wantResults = false,
): string[] {
  const results: string[] = [];
  for (let at = 0, turn = 0; at < entries.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const batch = core.applyEntries(entries.slice(at, at + size), wantResults);
    for (const result of batch) results.push(Buffer.from(result).toString("hex"));
    core.publish();
    at += size;
  }
  return results;
}

function open(location: string | Uint8Array = ":memory:"): ChatCore {
  return new ChatCore(location, () => {});
}

describe("the state", () => {
  it("is equal on five machines that cut the same log into different transactions", () => {
    fc.assert(
      fc.property(
        anyLog,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
        (entries, sizes) => {
          const hashes = [[1], [entries.length], [2, 7], sizes, sizes.toReversed()].map(
            (cut, at) => {
              const core = open();
              applyIn(core, entries, cut, at % 2 === 0);
              expect(core.scanHash()).toBe(core.query("stateHash", {}).hash);
              return core.query("stateHash", {});
            },
          );
          expect(new Set(hashes.map((one) => JSON.stringify(one))).size).toBe(1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is equal, and gives equal answers, after the last transactions were lost and applied again", () => {
    fc.assert(
      fc.property(
        anyLog,
        fc.integer({ min: FIRST_STEP, max: FIRST_STEP + 40 }),
        fc.nat(20),
        (entries, kept, lost) => {
          const whole = open();
          const answers = applyIn(whole, entries, [1], true);
          const first = open();
          applyIn(first, entries.slice(0, kept), [3]);
          const disk = first.serialize();
          applyIn(first, entries.slice(kept, kept + lost), [1]);
          const second = open(disk);
          const again = applyIn(second, entries.slice(kept), [1], true);
          expect(again).toEqual(answers.slice(kept));
          expect(second.query("stateHash", {})).toEqual(whole.query("stateHash", {}));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("differs when any row differs", () => {
    const entries = signUps().map((kind, at) => entryOf(at + 1, START_MS, kind));
    const hashes = entries.map((_, count) => {
      const core = open();
      applyIn(core, entries.slice(0, count), [1]);
      return core.query("stateHash", {}).hash;
    });
    expect(new Set(hashes).size).toBe(entries.length);
    const rotten = open();
    applyIn(rotten, entries, [1]);
    expect(hashOfRotten(rotten)).not.toBe(rotten.query("stateHash", {}).hash);
  });
});

/** What a scan finds when one letter on the disk has changed. */
function hashOfRotten(core: ChatCore): string {
  const bytes = Buffer.from(core.serialize());
  const at = bytes.indexOf("Bob");
  bytes.write("Bot", at);
  return open(bytes).scanHash();
}
