/**
 * The log's own thread: one request at a time, answered in order. Errors are final (raft.md §3, fsyncgate):
 * after a failed write nothing is known about the disk, so nothing is answered any more.
 */
import { parentPort, workerData } from "node:worker_threads";

import type Database from "better-sqlite3";

import { assert, unreachable } from "../lib/assert.ts";
import { crashPoint } from "./crash-points.ts";
import { damagedLog } from "./damaged-log.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { Checkpoints } from "./log-checkpoint.ts";
import { type FileWrite, LogFile } from "./log-file.ts";
import type { LogReply, LogRequest, LogWorkerData, SentWrite } from "./log-protocol.ts";
import { openLogDatabase } from "./log-schema.ts";

interface OpenLog {
  readonly database: Database.Database;
  readonly file: LogFile;
  readonly checkpoints: Checkpoints;
}

assert(parentPort !== null, "the log worker runs in a thread of its own");
const port = parentPort;
// Set by openSqliteLogStore, the only one who starts this thread.
const { path, create, mayBeEmpty } = workerData as LogWorkerData;
let log: OpenLog | null = null;
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
      log.file.write(request.writes.map((write) => fileWrite(write, request.buffer)));
      crashPoint("log:committed");
      reply({ kind: "written" });
      return log.checkpoints.afterCommit();
    case "read":
      return read(log.file, request);
    case "close":
      return close(log);
    default:
      return unreachable(request);
  }
}

function load(): void {
  const database = openLogDatabase(path, create);
  crashPoint("log:opened");
  try {
    const file = new LogFile(database, path);
    const stored = file.load();
    const isFresh = create || (mayBeEmpty && stored.hardState.vote === null);
    if (stored.lastIndex === 0 && !isFresh) throw damagedLog(path, "it holds no entry");
    log = { database, file, checkpoints: new Checkpoints(database, (error) => fail(error, null)) };
    crashPoint("log:loaded");
    reply({ kind: "loaded", stored });
  } catch (error) {
    database.close();
    throw error;
  }
}

function read(
  file: LogFile,
  { from, until, maxBytes }: Extract<LogRequest, { kind: "read" }>,
): void {
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

function close({ database, checkpoints }: OpenLog): void {
  checkpoints.stop();
  crashPoint("log:closing");
  database.close();
  crashPoint("log:closed");
  reply({ kind: "closed" });
  port.close();
}

function fileWrite({ truncateFrom, hardState, rows }: SentWrite, buffer: ArrayBuffer): FileWrite {
  return {
    truncateFrom,
    hardState,
    rows: rows.map((row) => ({ ...row, entries: Buffer.from(buffer, row.offset, row.length) })),
  };
}

function fail(error: unknown, request: LogRequest | null): void {
  isBroken = true;
  const message = error instanceof Error ? error.message : String(error);
  if (request?.kind !== "load") return reply({ kind: "failed", message });
  reply({ kind: "refused", sentence: sentenceFor(error, message) });
}

/** Why the file could not be opened, for people. */
function sentenceFor(error: unknown, message: string): string {
  if (error instanceof FolderRefusal) return message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("SQLITE_BUSY")) {
    return `The log ${path} is in use by another process. Stop it, or use another data folder.`;
  }
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB")
    return damagedLog(path, message).message;
  return `The log ${path} cannot be opened: ${message}. Check the disk and the permissions of its folder.`;
}

function reply(message: LogReply, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
