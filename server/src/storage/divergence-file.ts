/**
 * `diverged.json`: this member's state was found to differ from the majority's. Written and synced before the process
 * ends; the next start puts the state aside and makes it again from the log. Log, term and vote are sound and stay.
 *
 *   found ── next start: state.db put aside ──▶ reseeding ── found again within a day ──▶ halted
 *
 * The file stays, so that a second time within a day of log time is known for what it is: making the state again does not
 * help, and the member waits for its operator instead of doing so for ever.
 */
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Index } from "../ports.ts";
import type { Divergence } from "../state-notes.ts";
import {
  fromTheFuture,
  readJsonObject,
  syncFolder,
  unreadable,
  writeDurably,
} from "./durable-files.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import type { MemberPaths } from "./member-folder.ts";

const VERSION = 1;
const DAY_MS = 24 * 3600 * 1000;
const PHASES = ["found", "reseeding", "halted"] as const;

export interface DivergenceRecord extends Divergence {
  readonly phase: (typeof PHASES)[number];
}

type Paths = Pick<MemberPaths, "folder" | "state">;

/**
 * Makes the finding durable. Returns the sentence that says what comes of it; throws FolderRefusal when it is the second
 * within a day, and then no later start goes on.
 */
export function recordDivergence(paths: Paths, name: string, found: Divergence): string {
  const before = readDivergence(paths);
  const isAgain = before !== null && Math.abs(found.time - before.time) < DAY_MS;
  write(paths, { ...found, phase: isAgain ? "halted" : "found" });
  if (isAgain) throw haltedAt(name, found.index);
  return `At the next start the state is put aside as ${asideName(found.index)} and made again from the log.`;
}

/**
 * Before the state is opened: throws FolderRefusal for a member that halted; puts a state aside that was found to
 * differ. May be cut off anywhere and called again. Null: nothing is known against this member's state.
 */
export function settleDivergence(paths: Paths, name: string): DivergenceRecord | null {
  const record = readDivergence(paths);
  if (record === null) return null;
  if (record.phase === "halted") throw haltedAt(name, record.index);
  if (record.phase === "found") putAside(paths, record.index);
  return record;
}

/** The state that is there now was made again: another finding speaks of it, not of the one put aside. */
export function isBeingReseeded(paths: Paths, record: DivergenceRecord): void {
  if (record.phase === "found") write(paths, { ...record, phase: "reseeding" });
}

export function readDivergence({ folder }: Pick<Paths, "folder">): DivergenceRecord | null {
  const path = pathIn(folder);
  const file = readJsonObject(path);
  if (file === null) return null;
  if (typeof file["version"] === "number" && file["version"] > VERSION) {
    throw fromTheFuture(path, file["version"], VERSION);
  }
  const { index, agreedIndex, own, expected, time } = file;
  const phase = PHASES.find((known) => known === file["phase"]);
  if (
    !isCount(index) ||
    !isCount(agreedIndex) ||
    !isCount(time) ||
    typeof own !== "string" ||
    typeof expected !== "string" ||
    phase === undefined
  ) {
    throw unreadable(path, "a field is missing or has no sense");
  }
  return { index, agreedIndex, own, expected, time, phase };
}

function write({ folder }: Pick<Paths, "folder">, record: DivergenceRecord): void {
  writeDurably(pathIn(folder), `${JSON.stringify({ version: VERSION, ...record }, null, 2)}\n`);
}

/** Kept once, for whoever looks into it: an earlier one goes. What was begun to be made in its place goes too. */
function putAside({ folder, state }: Paths, index: Index): void {
  const aside = join(folder, asideName(index));
  const kept = [asideName(index), `${asideName(index)}-wal`];
  const isEarlier = (name: string): boolean =>
    name.startsWith("state.db.diverged-") && !kept.includes(name);
  for (const name of readdirSync(folder).filter(isEarlier)) rmSync(join(folder, name));
  if (existsSync(aside) && existsSync(state)) {
    // Cut off after the move, and begun anew: only what was put aside is worth keeping. The database goes last, it tells.
    for (const file of [`${state}-wal`, state]) rmSync(file, { force: true });
  } else {
    for (const file of ["", "-wal"]) {
      if (existsSync(`${state}${file}`)) renameSync(`${state}${file}`, `${aside}${file}`);
    }
  }
  rmSync(`${state}-shm`, { force: true });
  syncFolder(folder);
}

function asideName(index: Index): string {
  return `state.db.diverged-${index}`;
}

function haltedAt(name: string, index: Index): FolderRefusal {
  return new FolderRefusal(
    `${name} diverged at index ${index}, again within a day: making its state again from the log did not help. ` +
      `Keep its folder for whoever looks into it, and put a new member in its place with "parley cluster replace ${name}".`,
  );
}

function pathIn(folder: string): string {
  return join(folder, "diverged.json");
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
