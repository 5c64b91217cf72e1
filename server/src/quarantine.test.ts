import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { StateDiverged } from "./chat/state-diverged.ts";
import { silentLogger } from "./lib/logger.ts";
import { Quarantine } from "./quarantine.ts";
import { memberPaths } from "./storage/member-folder.ts";

const FOUND = { index: 9000, agreedIndex: 8000, own: "a", expected: "b", time: 1_000_000 };

/** One member's folder, over its starts; `said`: in the order in which it was done. */
function member() {
  const data = mkdtempSync(join(tmpdir(), "parley-quarantine-"));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const paths = { ...memberPaths(data, "n3"), folder: data, state: join(data, "state.db") };
  const said: string[] = [];
  const one = { id: "00000000000000a3", name: "n3", peer: "p:1", client: "c:1", http: "h:1" };
  const start = (): Quarantine =>
    new Quarantine({
      // Only the name counts here.
      folder: { paths, member: one as never },
      logger: { ...silentLogger, error: (_fields, message) => void said.push(`log: ${message}`) },
      fatal: (what, error) => void said.push(`${what}: ${String(error)}`),
    });
  const running = {
    stepAside: async () => void said.push("steps aside"),
    drain: async () => void said.push("drains"),
  };
  writeFileSync(paths.state, "odd");
  return { start, running, said };
}

const notes = (agreedIndex: number) => ({ notes: [], checkedIndex: agreedIndex, agreedIndex });

test("a node that differs makes it known, here and to the others, before it ends", async () => {
  const { start, running, said } = member();
  const quarantine = start();
  expect(quarantine.report(notes(8000))).toMatchObject({ divergedAt: 0, agreedIndex: 8000 });
  await quarantine.leave(new StateDiverged(FOUND), running);
  expect(quarantine.report(notes(8000)).divergedAt).toBe(9000);
  expect(said).toEqual([
    expect.stringMatching(/^log: diverged at index 9000: .* at index 8000 they were equal\.$/),
    "steps aside",
    "drains",
    expect.stringMatching(/^the state of n3 differs .*state\.db\.diverged-9000 and made again/),
  ]);
});

test("after its next start it is under suspicion until it was compared behind that index, and equal", async () => {
  const { start, running } = member();
  await start().leave(new StateDiverged(FOUND), running);
  for (const quarantine of [start(), start()]) {
    quarantine.opened();
    expect(quarantine.trustedIndex).toBe(8000);
    expect(quarantine.report(notes(0)).divergedAt).toBe(9000);
    expect(quarantine.report(notes(9000)).divergedAt).toBe(9000);
    expect(quarantine.report(notes(10_000)).divergedAt).toBe(0);
  }
});

test("a second time within a day it waits for its operator, at every start", async () => {
  const { start, running, said } = member();
  await start().leave(new StateDiverged(FOUND), running);
  const again = start();
  again.opened();
  await again.leave(new StateDiverged({ ...FOUND, index: 9500 }), running);
  expect(said.at(-1)).toMatch(/FolderRefusal: n3 diverged at index 9500, again within a day/);
  expect(start).toThrow(/parley cluster replace n3/);
});
