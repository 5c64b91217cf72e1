/** Opens every folder that a power cut may leave behind any event of a write log, and judges what is found there. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";

import { Random } from "../src/raft/random.ts";
import type { Fate, Folder } from "./crash-disk.ts";
import { findByStore, findInPlace, type Found } from "./found-log.ts";
import type { Judge, Verdict } from "./judge.ts";
import type { Recording } from "./record.ts";
import { Replay } from "./replay.ts";
import { lastSeenStep } from "./standings.ts";

export const LOG_NAME = "raft.db";

export interface PrefixOptions {
  readonly recording: Recording;
  /** The last step that was acknowledged before the recording. */
  readonly from: number;
  readonly judge: Judge;
  /** In memory, if the machine has such a folder: nothing is kept there. */
  readonly folder: string;
  readonly seed: number;
  /** Torn folders behind each event, beside the one with all that was written and the one with all that was synced. */
  readonly tornFolders: number;
  /** One folder in this many is also opened by the whole store, with its thread. */
  readonly wholeStoreEvery: number;
}

export interface PrefixReport {
  readonly events: number;
  /** Different folders that were opened. */
  readonly states: number;
  /** Of them, with at least one piece of unsynced data by chance. */
  readonly tornStates: number;
  readonly byWholeStore: number;
  readonly verdicts: Readonly<Record<Verdict["kind"], number>>;
  /** The first of each kind that is not `kept`. */
  readonly examples: readonly string[];
}

const EXAMPLES_MAX = 5;
/** Half: what one disk writes at once, and what one page of the kernel is. */
const PIECE_BYTES = [512, 4096];

export async function checkPrefixes(options: PrefixOptions): Promise<PrefixReport> {
  const { recording, judge, tornFolders, wholeStoreEvery, folder } = options;
  const random = new Random(options.seed);
  const replay = new Replay(recording.before, options.from);
  const seen = new Map<string, Found>();
  const verdicts = { kept: 0, noticed: 0, lost: 0, wrong: 0 };
  const examples: string[] = [];
  let [tornStates, byWholeStore] = [0, 0];
  for (const [position, event] of recording.events.entries()) {
    if (!replay.play(event)) continue;
    for (const fate of fates(random, tornFolders)) {
      const image = replay.disk.after(fate);
      const key = keyOf(image);
      let found = seen.get(key);
      if (found === undefined) {
        if (fate.kind === "torn") tornStates += 1;
        const byStore = seen.size % wholeStoreEvery === 0;
        found = await open(image, folder, byStore);
        if (byStore) byWholeStore += 1;
        seen.set(key, found);
      } else if (event.kind !== "said") continue;
      const { acknowledged, incarnation } = replay;
      const seenStep = lastSeenStep(acknowledged);
      const heard = { acknowledged, doubtful: acknowledged, seenStep, incarnation };
      const verdict = judge.judge(found, heard);
      verdicts[verdict.kind] += 1;
      if (verdict.kind !== "kept" && examples.length < EXAMPLES_MAX)
        examples.push(
          `event ${position} (${event.kind}), ${fate.kind}: ${JSON.stringify(verdict)}`,
        );
    }
  }
  const { length: events } = recording.events;
  return { events, states: seen.size, tornStates, byWholeStore, verdicts, examples };
}

function fates(random: Random, tornFolders: number): readonly Fate[] {
  const torn = Array.from({ length: tornFolders }, (): Fate => {
    const pieceBytes = PIECE_BYTES[random.below(PIECE_BYTES.length)] ?? 512;
    return { kind: "torn", random, pieceBytes };
  });
  return [{ kind: "kept" }, { kind: "lost" }, ...torn];
}

/** Opening changes a folder, so each is laid out anew. */
async function open(image: Folder, folder: string, byStore: boolean): Promise<Found> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, content] of image) writeFileSync(join(folder, name), content);
  const path = join(folder, LOG_NAME);
  return byStore ? await findByStore(path) : findInPlace(path);
}

/** Contents do not change, and most stay the same from one moment to the next. */
const sums = new WeakMap<Buffer, number>();

function keyOf(image: Folder): string {
  return [...image]
    .map(([name, content]) => `${name} ${content.length} ${sumOf(content)}`)
    .toSorted()
    .join("\n");
}

function sumOf(content: Buffer): number {
  const known = sums.get(content);
  if (known !== undefined) return known;
  const sum = crc32(content);
  sums.set(content, sum);
  return sum;
}
