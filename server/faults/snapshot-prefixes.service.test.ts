/**
 * Every folder that a power cut may leave while snapshots are made, received, restored and dropped: what was said to be
 * there is there, nothing unsound is believed, and the state is whole or made again, never a mix of two.
 */
import { hash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ChatCore } from "../src/chat/chat-core.ts";
import { judgeState, openForJudging } from "../src/chat/judge-state.ts";
import { findState, isDamage } from "../src/chat/state-file.ts";
import { Pace } from "../src/lib/pace.ts";
import { Random } from "../src/raft/random.ts";
import { SnapshotFolder } from "../src/storage/snapshot-folder.ts";
import type { Fate, Folder } from "./crash-disk.ts";
import { whyNoStrace } from "./fault-tools.ts";
import { memoryFolder } from "./memory-folder.ts";
import { recordProgram } from "./record.ts";
import type { Recording } from "./record.ts";
import { Replay } from "./replay.ts";
import { BUG_VARIABLE } from "./planted-bug.ts";
import { SEEN_BY_POWER_CUTS } from "./snapshot-bugs.ts";
import type { SnapshotBug } from "./snapshot-bugs.ts";
import { readStep } from "./snapshot-steps.ts";

const PLANT = join(import.meta.dirname, "planted-bug.ts");
const PROCESS = join(import.meta.dirname, "snapshot-process.ts");
const LONG_MS = 240_000;
const TORN_FOLDERS = 2;
const why = whyNoStrace();
if (why !== null) console.warn(`SKIPPED 5 tests of crash prefixes of snapshots: ${why}`);

interface Found {
  readonly ids: readonly string[];
  /** Applied index of a sound state; null: none, it is made again. A flaw that only a whole reading finds is a mix. */
  readonly state: number | null | { readonly flaw: string };
}

/** What must hold of any folder from now on. */
interface Said {
  readonly kept: Set<string>;
  restored: number | null;
  isRestoring: boolean;
}

describe.skipIf(why !== null)("a power cut while snapshots come and go", () => {
  const folder = memoryFolder();
  afterAll(() => rmSync(folder, { recursive: true }));

  async function recorded(injection: string | null, bug?: SnapshotBug): Promise<Recording> {
    const [home, elsewhere] = [memoryFolder(), memoryFolder()];
    try {
      const program = ["--import", PLANT, PROCESS, home, elsewhere];
      const env = { [BUG_VARIABLE]: JSON.stringify(bug?.patches ?? []) };
      return await recordProgram(program, {
        folder: home,
        trace: join(folder, "trace"),
        injection,
        env,
      });
    } finally {
      for (const one of [home, elsewhere]) rmSync(one, { recursive: true });
    }
  }

  test(
    "leaves what was said to be there, and no state that is a mix",
    async () => {
      const { states, complaints } = judged(await recorded(null), join(folder, "image"));
      console.info(`folders opened: ${states}`);
      expect(complaints.slice(0, 5)).toEqual([]);
      expect(states).toBeGreaterThan(1_000);
    },
    LONG_MS,
  );

  test(
    "is seen to lose them where a sync only says that it did something",
    async () => {
      const injection = "fsync,fdatasync:retval=0";
      const { complaints } = judged(await recorded(injection), join(folder, "image"));
      expect(complaints.length).toBeGreaterThan(0);
    },
    LONG_MS,
  );

  test.each(SEEN_BY_POWER_CUTS)(
    "shows that $name",
    async (bug) => {
      const { complaints } = judged(await recorded(null, bug), join(folder, "image"));
      expect(complaints.length).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});

function judged({ before, events }: Recording, image: string) {
  const random = new Random(33);
  const replay = new Replay(before);
  const seen = new Map<string, Found>();
  const said: Said = { kept: new Set(), restored: null, isRestoring: false };
  const complaints: string[] = [];
  for (const [position, event] of events.entries()) {
    if (event.kind === "said") hear(said, event.line);
    if (!replay.play(event) && event.kind !== "said") continue;
    for (const fate of fates(random)) {
      const after = replay.disk.after(fate);
      const key = keyOf(after);
      const found = seen.get(key) ?? open(after, image);
      seen.set(key, found);
      for (const flaw of flawsOf(found, said))
        complaints.push(`event ${position} (${event.kind}), ${fate.kind}: ${flaw}`);
    }
  }
  return { states: seen.size, complaints };
}

function hear(said: Said, line: string): void {
  const step = readStep(line);
  switch (step?.did) {
    case "took":
    case "received":
      said.kept.add(step.id);
      return;
    case "dropped":
      said.kept.delete(step.id);
      return;
    case "restoring":
      said.isRestoring = true;
      return;
    case "restored":
      said.isRestoring = false;
      said.restored = step.index;
      return;
    case undefined:
  }
}

function flawsOf({ ids, state }: Found, { kept, restored, isRestoring }: Said): readonly string[] {
  // The one that is about to be dropped may be gone before that is said.
  const missing = [...kept].filter(
    (id) => !ids.includes(id) && (restored === null || id.startsWith(String(restored))),
  );
  const flaws = missing.map((id) => `the snapshot ${id} is lost`);
  if (state !== null && typeof state === "object") flaws.push(`a mix: ${state.flaw}`);
  if (restored !== null && !isRestoring && state !== restored)
    flaws.push(`the state is at ${JSON.stringify(state)}, not at ${restored}`);
  return flaws;
}

function open(after: Folder, image: string): Found {
  rmSync(image, { recursive: true, force: true });
  mkdirSync(image);
  for (const [name, content] of after) writeFileSync(join(image, name), content);
  const options = { folder: image, clusterId: "0123456789abcdef0123456789abcdef" };
  const snapshots = new SnapshotFolder({
    ...options,
    pace: new Pace(Number.MAX_SAFE_INTEGER),
    warn: () => undefined,
  });
  const ids = snapshots.load(true).map(({ id }) => id);
  snapshots.close();
  return { ids, state: stateIn(image) };
}

function stateIn(image: string): Found["state"] {
  const file = join(image, "state.db");
  const state = findState(file);
  if (state !== "sealed" && state !== "unproven") return null;
  // As a node does; what it then finds damaged it puts aside, and has no state at its next start.
  try {
    new ChatCore(file, () => undefined).close();
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
  const db = openForJudging(file);
  try {
    const steps = judgeState(db);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value.appliedIndex;
    }
  } catch (error) {
    return { flaw: String(error) };
  } finally {
    db.close();
  }
}

function fates(random: Random): readonly Fate[] {
  const torn = Array.from({ length: TORN_FOLDERS }, (): Fate => {
    return { kind: "torn", random, pieceBytes: random.below(2) === 0 ? 512 : 4096 };
  });
  return [{ kind: "kept" }, { kind: "lost" }, ...torn];
}

function keyOf(after: Folder): string {
  return [...after]
    .map(([name, content]) => `${name} ${hash("sha1", content)}`)
    .toSorted()
    .join();
}
