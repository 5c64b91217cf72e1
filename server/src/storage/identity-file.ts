/** `identity.json` in a member's folder: who this member is, for life. Holds the cluster key, so mode 600. */
import { isMemberName, isRaftId } from "../lib/member-ids.ts";
import type { RaftId } from "../raft/types.ts";
import { isClusterId } from "./cluster-file.ts";
import {
  fromTheFuture,
  readJsonObject,
  SECRET_MODE,
  unreadable,
  writeDurably,
} from "./durable-files.ts";

const FORMAT_VERSION = 1;
const CLUSTER_KEY = /^[0-9a-f]{64}$/;

export interface Identity {
  readonly clusterId: string;
  readonly id: RaftId;
  readonly name: string;
  /** 32 secret bytes with which peers prove that they belong to the cluster. */
  readonly clusterKey: Uint8Array;
  /**
   * Made to join a cluster that runs: its log may still be empty. An empty log of anybody else is a log that lost its
   * promises. Taken away once the log has held an entry.
   */
  readonly isJoining: boolean;
}

/** Null when there is none. Throws FolderRefusal when the file cannot be used. */
export function readIdentity(path: string): Identity | null {
  const fields = readJsonObject(path);
  if (fields === null) return null;
  const { formatVersion, clusterId, id, name, clusterKey, joins } = fields;
  if (typeof formatVersion === "number" && formatVersion > FORMAT_VERSION) {
    throw fromTheFuture(path, formatVersion, FORMAT_VERSION);
  }
  if (formatVersion !== FORMAT_VERSION) throw unreadable(path, "it has no version");
  if (!isClusterId(clusterId)) throw unreadable(path, "it has no cluster id");
  if (!isRaftId(id)) throw unreadable(path, "it has no raft id");
  if (!isMemberName(name)) throw unreadable(path, "it has no name");
  if (typeof clusterKey !== "string" || !CLUSTER_KEY.test(clusterKey)) {
    throw unreadable(path, "it has no cluster key");
  }
  return {
    clusterId,
    id,
    name,
    clusterKey: Buffer.from(clusterKey, "hex"),
    isJoining: joins === true,
  };
}

/** Its log has held an entry: from now on an empty one is a loss. */
export function hasJoined(path: string, identity: Identity): void {
  if (identity.isJoining) writeIdentity(path, { ...identity, isJoining: false });
}

export function writeIdentity(path: string, identity: Identity): void {
  const { clusterId, id, name } = identity;
  const clusterKey = Buffer.from(identity.clusterKey).toString("hex");
  const joins = identity.isJoining ? { joins: true } : {};
  const fields = { formatVersion: FORMAT_VERSION, clusterId, id, name, clusterKey, ...joins };
  writeDurably(path, `${JSON.stringify(fields, null, 2)}\n`, SECRET_MODE);
}
