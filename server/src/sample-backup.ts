/** Test support: a backup as a node would give it away, of a small chat; and such files with something wrong in them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import Database from "better-sqlite3";
import { Scenario } from "./chat/scenario.ts";
import { encodeConfiguration } from "./raft/configuration.ts";
import type { RaftId } from "./raft/types.ts";
import {
  CHUNK_BYTES,
  encodeTail,
  type SnapshotDescription,
  type SnapshotTail,
} from "./storage/snapshot-format.ts";

export const OLD_CLUSTER = "0123456789abcdef0123456789abcdef";
const OLD_ID = "00000000000000a1" as RaftId;
const BASE_TERM = 7;
/** Enough for several chunks. */
const MESSAGES = 120;
const TEXT_CHARACTERS = 4_000;

/** The state of a chat in which three people wrote to each other, always the same. */
export function sampleState(): Uint8Array {
  const scenario = new Scenario();
  const [first, ...others] = ["Ann", "Bob", "Eve"].map((name) => scenario.signUp(name));
  if (first === undefined) throw new Error("somebody makes the room");
  const room = scenario.room(first, "Garden");
  for (const one of others) scenario.join(one, room);
  for (let at = 1; at <= MESSAGES; at += 1) {
    const author = [first, ...others][at % 3] ?? first;
    scenario.send(author, room, `message ${at} `.padEnd(TEXT_CHARACTERS, "."));
  }
  const serialized = scenario.core.serialize();
  scenario.core.close();
  return vacuumed(serialized);
}

/** As VACUUM INTO leaves it on a disk. */
function vacuumed(serialized: Uint8Array): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "parley-sample-"));
  try {
    const path = join(folder, "state");
    const db = new Database(Buffer.from(serialized));
    db.prepare("VACUUM INTO ?").run(path);
    db.close();
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The state after these statements, for whoever writes around the program. */
export function stateAfter(state: Uint8Array, ...statements: readonly string[]): Uint8Array {
  const db = new Database(Buffer.from(state));
  for (const statement of statements) db.exec(statement);
  const serialized = db.serialize();
  db.close();
  return vacuumed(serialized);
}

export function describeSample(
  state: Uint8Array,
  other: Partial<SnapshotDescription> = {},
): SnapshotTail {
  const db = new Database(Buffer.from(state));
  const row = db.prepare("SELECT appliedIndex, time, hash FROM applied").get() as {
    appliedIndex: number;
    time: number;
    hash: Uint8Array;
  };
  db.close();
  const member = { id: OLD_ID, name: "n1", peer: "a:1", client: "a:2", http: "a:3" };
  const data = encodeConfiguration({
    members: [member],
    voters: [OLD_ID],
    outgoing: [],
    learners: [],
  });
  const configuration = { index: 1, term: 1, time: 0, kind: "configuration", data } as const;
  const base = { index: row.appliedIndex, term: BASE_TERM, time: row.time, configuration };
  const snapshot = { id: "sample", base, size: state.length, sum: crc32(state) };
  const stateHash = Buffer.from(row.hash).toString("hex");
  const own = { snapshot, clusterId: OLD_CLUSTER, stateHash, madeMs: 1, chunkBytes: CHUNK_BYTES };
  return { description: { ...own, ...other }, sums: sumsOf(state) };
}

/** The same description for other bytes of the same size, with sums that are right for them. */
export function resealed(state: Uint8Array, { description }: SnapshotTail): SnapshotTail {
  const snapshot = { ...description.snapshot, sum: crc32(state) };
  return { description: { ...description, snapshot }, sums: sumsOf(state) };
}

function sumsOf(state: Uint8Array): number[] {
  const sums: number[] = [];
  for (let at = 0; at < state.length; at += CHUNK_BYTES)
    sums.push(crc32(state.subarray(at, at + CHUNK_BYTES)));
  return sums;
}

export function backupOf(state: Uint8Array, tail: SnapshotTail = describeSample(state)): Buffer {
  return Buffer.concat([state, encodeTail(tail)]);
}

export function writeBackup(path: string, bytes: Uint8Array = backupOf(sampleState())): void {
  writeFileSync(path, bytes);
}
