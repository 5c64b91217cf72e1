/**
 * Is a file the whole state of a chat, as some node had it at one index? Everything is read: the structure by SQLite, the
 * content by the hash that the file itself holds. The file may come from anywhere, so nothing in it is run: its schema
 * must be word for word the one that this program makes.
 */
import Database from "better-sqlite3";
import type { Index } from "../ports.ts";
import { countInSteps } from "./count-state-hash.ts";
import { completeSchema, SCHEMA_VERSION } from "./schema.ts";
import { StateHash } from "./state-hash.ts";

const HASH_BYTES = 16;

export interface StateFacts {
  readonly appliedIndex: Index;
  /** Log time there, ms since 1970. */
  readonly time: number;
  /** 32 hexadecimal digits. */
  readonly hash: string;
}

/** The file is no state, or not a sound one. */
export class UnsoundState extends Error {
  override readonly name = "UnsoundState";
  readonly code = "UNSOUND_STATE";
}

/** Opens for reading only, and believes nothing. The caller closes. */
export function openForJudging(path: string): Database.Database {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  for (const pragma of ["trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"])
    db.pragma(pragma);
  return db;
}

/** What costs nothing to find out: the version, the tables, the one row about the index. Throws UnsoundState. */
export function readFacts(db: Database.Database): StateFacts {
  const version = Number(db.pragma("user_version", { simple: true }));
  // An older one is completed when it is opened to be written.
  if (version < 1 || version > SCHEMA_VERSION)
    throw new UnsoundState(`it has schema ${version}, this program knows ${SCHEMA_VERSION}`);
  if (schemaOf(db) !== schemaOfVersion(version))
    throw new UnsoundState("its tables are not those of a chat");
  const rows = db.prepare("SELECT appliedIndex, time, hash FROM applied").all() as {
    appliedIndex: unknown;
    time: unknown;
    hash: unknown;
  }[];
  const [row] = rows;
  if (rows.length !== 1 || row === undefined) throw new UnsoundState("it does not say its index");
  const { appliedIndex, time, hash } = row;
  if (!isCount(appliedIndex) || !isCount(time) || !(hash instanceof Uint8Array))
    throw new UnsoundState("its index is none");
  if (hash.length !== HASH_BYTES) throw new UnsoundState("its hash is none");
  return { appliedIndex, time, hash: StateHash.fromBytes(hash).toHex() };
}

/** Reads all of it; yields now and then, so that the caller can set the pace. Throws UnsoundState. */
export function* judgeState(db: Database.Database): Generator<void, StateFacts> {
  try {
    const facts = readFacts(db);
    const problems = db.pragma("integrity_check(1)", { simple: true });
    if (problems !== "ok") throw new UnsoundState(`SQLite finds it damaged: ${String(problems)}`);
    yield;
    const scanned = yield* countInSteps(db);
    if (scanned !== facts.hash)
      throw new UnsoundState(`its rows have the hash ${scanned}, it says ${facts.hash}`);
    return facts;
  } catch (cause) {
    throw cause instanceof Database.SqliteError
      ? new UnsoundState(`SQLite cannot read it: ${cause.message}`, { cause })
      : cause;
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function schemaOf(db: Database.Database): string {
  const sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
  return JSON.stringify(db.prepare(sql).raw().all());
}

function schemaOfVersion(version: number): string {
  const db = new Database(":memory:");
  try {
    completeSchema(db, version);
    return schemaOf(db);
  } finally {
    db.close();
  }
}
