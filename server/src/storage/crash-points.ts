/**
 * Named places at which a test ends the process as a power cut of its program would: between two steps of a write, a
 * rename or a sync. Nothing here runs unless the environment says so; then the n-th passing of one point, counted in its
 * thread, is a SIGKILL of the own process. A test walks the table, and fails for a point that is never passed.
 */

/** Name → what has just happened there, and what has not. One line a point, grouped by what is written. */
export const CRASH_POINTS = {
  // A small file replaced as a whole: identity.json, cluster.json and the like.
  "file:created": "the draft is open and empty",
  "file:written": "the draft is written, not synced",
  "file:synced": "the draft is synced, not renamed",
  "file:renamed": "the draft is renamed, its folder not synced",
  "folder:made": "a folder is made, the one above not synced",
  // A new cluster.
  "init:begun": "the data folder is locked, no member is made",
  "init:member-made": "one more member is whole",
  "init:members-made": "all members are whole, cluster.json is not there",
  "init:unfinished-removed": "what an unfinished init left is gone, nothing new is made",
  // A cluster made of what is left of one; ended at by cut-short.service.test.ts.
  "recover:staged":
    "the new folders are whole beside the old ones, nothing says what to do with them",
  "recover:decided": "what to do is durable, nothing is done",
  "recover:put-aside": "an old folder has another name, nothing is in its place",
  "recover:placed": "a new folder is in the place of an old one",
  "recover:named": "cluster.json names the new members, what was to be done still stands there",
  // One write to the log.
  "log:opened": "the log is open and its settings are proved, nothing is loaded",
  "log:loaded": "the log is loaded, nobody knows yet",
  "log:truncated": "entries are cut, the transaction is open",
  "log:hard-state-set": "term and vote are set, the transaction is open",
  "log:base-set": "the log begins later, the transaction is open",
  "log:row-inserted": "a row is inserted, the transaction is open",
  "log:transaction-filled": "everything is in the transaction, nothing is committed",
  "log:committed": "the commit is durable, nobody knows yet",
  "log:checkpoint-due": "the write-ahead log is long, nothing of it is moved",
  "log:checkpointed": "the write-ahead log was moved into the file",
  "log:slice-deleted": "some rows in front of the base are gone, others are not yet",
  "log:closing": "the last write is done, the file is open",
  "log:closed": "the file is closed, nobody knows yet",
  // The mark beside the log.
  "mark:draft-written": "a first or found mark is written under another name, not synced",
  "mark:draft-synced": "that mark is synced under another name",
  "mark:created": "that mark has its name, the folder is not synced",
  "mark:written": "the free slot is written, not synced",
  "mark:synced": "the slot is synced, nobody knows yet",
  // What a process that died left behind.
  "settle:synced": "its write-ahead log is written anew under another name",
  "settle:renamed": "the new one has its name, the folder is not synced",
  // A log that is put into a new file.
  "rebuild:written": "the new file is written, not synced",
  "rebuild:synced": "the new file is synced, it has not its second name",
  "rebuild:whole": "the new file is whole, the old one and its write-ahead log are there",
  "rebuild:wal-removed": "the old write-ahead log is gone, the old file is there",
  "rebuild:renamed": "the new file has taken the place, the folder is not synced",
  "log:migrated": "an older log has its mark and its new version",
  // A snapshot made here or received.
  "snapshot:copy-begun": "the copy of the state has its first bytes, under a temporary name",
  "snapshot:copied": "the copy is whole, not synced, and says nothing of itself",
  "snapshot:part-written": "one more part is received, perhaps not synced",
  "snapshot:received": "all parts are received, nothing of them was looked at as a whole",
  "snapshot:described": "its description is written behind it, not synced",
  "snapshot:synced": "it is synced under its temporary name, not read again",
  "snapshot:verified": "it was read again, its name is temporary",
  "snapshot:renamed": "it has its name, the folder is not synced",
  "snapshot:installed": "it is durable, nobody knows yet",
  "snapshot:dropped": "older ones are removed and the folder is synced",
  // A snapshot takes the place of the state.
  "restore:staged": "a copy of it is durable beside the snapshots, the state is as it was",
  "restore:begun": "the old state is gone, the files beside it are not",
  "restore:cleared": "those are gone too",
  "restore:renamed": "the copy is the state, the folder is not synced",
  "restore:done": "the folder is synced, the state is not open",
  "state:put-aside": "a state of no use has another name, files beside it do not",
} as const satisfies Readonly<Record<string, string>>;

export type CrashPoint = keyof typeof CRASH_POINTS;

/** `PARLEY_CRASH_POINT=log:committed#3`: at the third passing. Worker threads see the environment of their process. */
export const CRASH_VARIABLE = "PARLEY_CRASH_POINT";

interface Plan {
  readonly point: string;
  left: number;
}

const plan = readPlan(process.env[CRASH_VARIABLE]);

/** Marks a place; costs one comparison when no crash is planned. */
export function crashPoint(name: CrashPoint): void {
  if (plan !== null) pass(plan, name);
}

function pass(planned: Plan, name: CrashPoint): void {
  if (planned.point !== name) return;
  planned.left -= 1;
  if (planned.left > 0) return;
  process.kill(process.pid, "SIGKILL");
  // The kernel ends this thread at the latest when it returns from the call above; nothing is done meanwhile.
  for (;;);
}

function readPlan(text: string | undefined): Plan | null {
  if (text === undefined || text === "") return null;
  const [point = "", count = "1"] = text.split("#");
  const left = Number(count);
  if (!Object.hasOwn(CRASH_POINTS, point) || !Number.isInteger(left) || left < 1) {
    throw new Error(
      `${CRASH_VARIABLE}=${text} names no crash point: name#count, name one of crash-points.ts`,
    );
  }
  return { point, left };
}
