/** The same log gives the same state, however it was cut into transactions and wherever a node fell over. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../limits.ts";
import type { Entry } from "../ports.ts";
import { ChatCore } from "./chat-core.ts";
import { anyAccountCommand } from "./random-accounts.ts";
import { anyConversationCommand, PRELUDE } from "./random-conversations.ts";
import { anyLog, anyLogWith, FIRST_STEP, quietStart } from "./random-log.ts";

/** Random cases on a busy machine take their time. */
const PATIENT = { timeout: 60_000 };

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

function started(level: number): ChatCore {
  const core = open();
  applyIn(core, quietStart(level), [FIRST_STEP]);
  return core;
}

/** Logs of each feature level, with all that it knows. */
const LEVELS = [
  { level: 1, log: anyLog },
  { level: 2, log: anyLogWith(anyAccountCommand) },
  { level: 2, log: anyLogWith(anyConversationCommand, PRELUDE) },
];

describe.each(LEVELS)("the state at feature level $level", PATIENT, ({ level, log }) => {
  it("is equal on five machines that cut the same log into different transactions", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(log, sizes, (entries, cut) => {
        const states = [[1], [entries.length], [2, 7], cut, cut.toReversed()].map((one, at) => {
          const core = started(level);
          applyIn(core, entries, one, at % 2 === 0);
          expect(core.scanHash()).toBe(core.query("stateHash", {}).hash);
          return { ...core.query("stateHash", {}), notes: core.notes };
        });
        for (const state of states) expect(state).toEqual(states[0]);
        // The log goes past an index at which the hash is noted, wherever that falls within a transaction.
        const passes = entries.length + FIRST_STEP > LIMITS.stateNoteEntries;
        expect(states[0]?.notes.notes).toHaveLength(passes ? 1 : 0);
      }),
      { numRuns: 40 },
    );
  });

  it("is equal, and gives equal answers, after the last transactions were lost and applied again", () => {
    fc.assert(
      fc.property(log, fc.nat(40), fc.nat(20), (entries, kept, lost) => {
        const whole = started(level);
        const answers = applyIn(whole, entries, [1], true);
        const first = started(level);
        applyIn(first, entries.slice(0, kept), [3]);
        const disk = first.serialize();
        applyIn(first, entries.slice(kept, kept + lost), [1]);
        const second = open(disk);
        const again = applyIn(second, entries.slice(kept), [1], true);
        expect(again).toEqual(answers.slice(kept));
        expect(second.query("stateHash", {})).toEqual(whole.query("stateHash", {}));
      }),
      { numRuns: 60 },
    );
  });

  it("differs when any row differs", () => {
    const entries = quietStart(level).slice(0, 3);
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
