/**
 * Whose log and whose mark a file is. Content alone cannot tell: one from another cluster or another member is sound, and
 * whoever took it for its own would take over promises of others and forget its own. A file of an earlier version names
 * nobody; the first start on it writes the name.
 */
import { crc32 } from "node:zlib";

import type Database from "better-sqlite3";
import type { RaftId } from "../raft/types.ts";
import { FolderRefusal } from "./folder-refusal.ts";

export interface LogOwner {
  /** 32 hexadecimal digits. */
  readonly clusterId: string;
  readonly id: RaftId;
}

interface RawOwner {
  readonly cluster_id: unknown;
  readonly id: unknown;
  readonly crc: unknown;
}

const OWNER_SCHEMA = `
  CREATE TABLE IF NOT EXISTS owner (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    cluster_id TEXT NOT NULL,
    id TEXT NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
`;

/** Throws FolderRefusal when `found` is somebody else. */
export function refuseForeign(path: string, found: LogOwner | null, owner: LogOwner): void {
  if (found === null || (found.clusterId === owner.clusterId && found.id === owner.id)) return;
  const whose =
    found.clusterId === owner.clusterId
      ? `member ${found.id} of this cluster`
      : `member ${found.id} of another cluster, ${found.clusterId}`;
  throw new FolderRefusal(
    `${path} belongs to ${whose}; the folder it lies in is that of member ${owner.id} of cluster ${owner.clusterId}. ` +
      `Put back the file that belongs there, from when this node last ran; if it is lost, start the other nodes and put a ` +
      `new member in the place of this one with "parley cluster replace". Nothing was changed.`,
  );
}

/** Null: it names nobody, or its name is damaged, which the check values of the log are there to find. */
export function ownerIn(database: Database.Database): LogOwner | null {
  const hasTable = database
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'owner'")
    .get();
  if (hasTable === undefined) return null;
  const raw = database.prepare<[], RawOwner>("SELECT cluster_id, id, crc FROM owner").get();
  if (raw === undefined) return null;
  const { cluster_id: clusterId, id, crc } = raw;
  if (typeof clusterId !== "string" || typeof id !== "string") return null;
  // Only what writeOwner wrote has this check value.
  const owner = { clusterId, id: id as RaftId };
  return crc === crcOf(owner) ? owner : null;
}

/** Inside a transaction. */
export function writeOwner(database: Database.Database, owner: LogOwner): void {
  database.exec(OWNER_SCHEMA);
  database
    .prepare("INSERT OR REPLACE INTO owner (only, cluster_id, id, crc) VALUES (1, ?, ?, ?)")
    .run(owner.clusterId, owner.id, crcOf(owner));
}

function crcOf({ clusterId, id }: LogOwner): number {
  return crc32(`${clusterId} ${id}`);
}
