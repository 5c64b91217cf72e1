/**
 * The log's own thread: one request at a time, answered in order. Errors are final (raft.md §3, fsyncgate):
 * after a failed write nothing is known about the disk, so nothing is answered any more.
 */
import { parentPort, workerData } from "node:worker_threads";

import { assert, AssertionFailure, unreachable } from "../lib/assert.ts";
import { crashPoint } from "./crash-points.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import type { FileWrite, LogFile } from "./log-file.ts";
import { type OpenLog, openLog } from "./log-opening.ts";
import type { LogReply, LogRequest, LogWorkerData, SentWrite } from "./log-protocol.ts";
import { LogUpkeep } from "./log-upkeep.ts";
import { markAfter, markBefore } from "./mark.ts";
import { codeOf, isBusy, isFull } from "./sqlite-errors.ts";

interface RunningLog extends OpenLog {
  readonly upkeep: LogUpkeep;
}

type Request<Kind> = Extract<LogRequest, { kind: Kind }>;

assert(parentPort !== null, "the log worker runs in a thread of its own");
const port = parentPort;
// Set by openSqliteLogStore, the only one who starts this thread.
const options = workerData as LogWorkerData;
let log: RunningLog | null = null;
let isBroken = false;

port.on("message", (request: LogRequest) => {
  if (isBroken) return;
  try {
    handle(request);
  } catch (error) {
    fail(error, request);
  }
});

function handle(request: LogRequest): void {
  if (request.kind === "load") return load();
  assert(log !== null, "the log is loaded before it is used");
  switch (request.kind) {
    case "write":
      return write(log, request);
    case "read":
      return read(log.file, request);
    case "close":
      return close(log);
    default:
      return unreachable(request);
  }
}

function load(): void {
  const opened = openLog(options);
  const upkeep = new LogUpkeep({ ...opened, onError: (error) => fail(error, null) });
  log = { ...opened, upkeep };
  crashPoint("log:loaded");
  const { stored, notices } = opened;
  reply({ kind: "loaded", stored, notices });
}

/** In the order of mark.ts. */
function write({ file, mark, upkeep }: RunningLog, { writes, buffer }: Request<"write">): void {
  const before = markBefore(mark.current, writes, (index) => file.endAt(index));
  if (before !== null) mark.writeDurably(before);
  // A standing alone is no matter of the log, and costs it no sync.
  if (writes.some(touchesLog)) file.write(writes.map((one) => fileWrite(one, buffer)));
  crashPoint("log:committed");
  const after = markAfter(mark.current, writes, file.end);
  mark.write(after.mark);
  if (after.mustSync) mark.sync();
  reply({ kind: "written" });
  upkeep.afterCommit();
  if (writes.some(({ base }) => base !== null)) upkeep.dropOldRows();
}

function read(file: LogFile, { from, until, maxBytes }: Request<"read">): void {
  const rows = file.read(from, until, maxBytes);
  const lengths = rows.map((row) => row.entries.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const row of rows) {
    bytes.set(row.entries, offset);
    offset += row.entries.length;
  }
  reply({ kind: "rows", buffer: bytes.buffer, lengths }, [bytes.buffer]);
}

function close({ database, mark, upkeep }: RunningLog): void {
  upkeep.stop();
  crashPoint("log:closing");
  mark.close();
  database.close();
  crashPoint("log:closed");
  reply({ kind: "closed" });
  port.close();
}

function touchesLog({ truncateFrom, base, hardState, rows }: SentWrite): boolean {
  return rows.length > 0 || hardState !== null || truncateFrom !== null || base !== null;
}

function fileWrite({ rows, ...write }: SentWrite, buffer: ArrayBuffer): FileWrite {
  return {
    ...write,
    rows: rows.map((row) => ({ ...row, entries: Buffer.from(buffer, row.offset, row.length) })),
  };
}

function fail(error: unknown, request: LogRequest | null): void {
  isBroken = true;
  const words = error instanceof Error ? error.message : String(error);
  if (request?.kind === "load" && isRefusal(error))
    return reply({ kind: "refused", sentence: sentenceFor(error, words) });
  // A broken rule of ours says nothing about the disk, and a full disk has lost nothing.
  const mustRecopy = !(error instanceof AssertionFailure) && !isFull(error);
  const code = codeOf(error);
  // Of an error that crosses threads only its words arrive.
  const said = code === "" || words.includes(code) ? words : `${words} (${code})`;
  const message = request?.kind === "load" && mustRecopy ? unreadableNow(said) : said;
  reply({ kind: "failed", message, mustRecopy, isNoted: mustRecopy && noteRecopy() });
}

/** After a failed sync the kernel may show pages that are not on the disk: the next start must not build on them. */
function noteRecopy(): boolean {
  if (log === null) return false;
  try {
    log.mark.writeDurably({ ...log.mark.current, mustRecopy: true });
    return true;
  } catch {
    // The mark is on the same disk: then the exit code says it.
    return false;
  }
}

/** What another start would meet as well. Errors of the disk are not among them. */
function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  return !(isFull(error) || code.startsWith("SQLITE_IOERR") || code === "EIO");
}

/** Why the file could not be opened, for people. */
function sentenceFor(error: unknown, message: string): string {
  if (error instanceof FolderRefusal) return message;
  const { path } = options;
  if (isBusy(error))
    return `The log ${path} is in use by another process. Stop it, or use another data folder.`;
  return `The log ${path} cannot be opened: ${message}. Check the disk and the permissions of its folder.`;
}

/** Each start meets it again until somebody acts: what is lost for good only the others can give back. */
function unreadableNow(said: string): string {
  return (
    `The disk errs at the log ${options.path} or the mark beside it: ${said}. Check the disk and its cables. ` +
    `If it stays so, what this member promised is lost: replace it with "parley cluster replace".`
  );
}

function reply(message: LogReply, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
