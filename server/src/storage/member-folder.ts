/**
 * A member's folder as a node opens it. A node never makes one: a folder that is missing or empty means that
 * the member forgot what it promised, and it must be replaced, not begun anew (foundations 1).
 */
import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Member } from "../raft/types.ts";
import { type Cluster, clusterPath, readCluster } from "./cluster-file.ts";
import { diskRefusal, makeFolderDurably } from "./durable-files.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { type Identity, readIdentity } from "./identity-file.ts";
import { refuseUnfinished } from "./unfinished.ts";

export interface MemberPaths {
  readonly folder: string;
  readonly identity: string;
  /** Term, vote and entries. */
  readonly log: string;
  /** What the log once held, beside it. */
  readonly mark: string;
  /** The replicated chat. */
  readonly state: string;
  /** Room held back, for when the disk is full. */
  readonly reserve: string;
  /** Copies of the chat, made here or received. */
  readonly snapshots: string;
  readonly logs: string;
}

export interface MemberFolder {
  readonly identity: Identity;
  /** This member with the addresses in force. */
  readonly member: Member;
  readonly cluster: Cluster;
  readonly paths: MemberPaths;
  /** Held until `release`; keep the object as long as the node runs. */
  readonly lock: FolderLock;
}

export function memberPaths(dataDir: string, name: string): MemberPaths {
  const folder = join(dataDir, name);
  return {
    folder,
    identity: join(folder, "identity.json"),
    log: join(folder, "raft.db"),
    mark: join(folder, "mark"),
    state: join(folder, "state.db"),
    reserve: join(folder, "reserve"),
    snapshots: join(folder, "snapshots"),
    logs: join(folder, "logs"),
  };
}

/** Locks and checks the folder of one member. Throws FolderRefusal, and then holds no lock. */
export function openMemberFolder(dataDir: string, name: string): MemberFolder {
  const paths = memberPaths(dataDir, name);
  try {
    refuseUnfinished(dataDir);
    memberNamed(dataDir, name);
    if (!hasFolder(paths)) throw missingFolders(dataDir, [name]);
    const lock = lockFolder(paths.folder);
    try {
      // Again, under the lock: from here on the addresses cannot move.
      const { cluster, member } = memberNamed(dataDir, name);
      const identity = identityOf(dataDir, cluster, member);
      makeFolderDurably(paths.logs);
      return { identity, member, cluster, paths, lock };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw diskRefusal(paths.folder, error);
  }
}

/** Whether a member was made here: who it is and what it promised are both there. A mark alone remembers enough. */
export function hasFolder({ identity, log, mark }: MemberPaths): boolean {
  return existsSync(identity) && (existsSync(log) || existsSync(mark));
}

/** The identity in a member's folder, which must be the one that `cluster.json` names. */
export function identityOf(dataDir: string, cluster: Cluster, member: Member): Identity {
  const { identity: path } = memberPaths(dataDir, member.name);
  const identity = readIdentity(path);
  if (identity === null) throw missingFolders(dataDir, [member.name]);
  if (
    identity.clusterId === cluster.clusterId &&
    identity.id === member.id &&
    identity.name === member.name
  ) {
    return identity;
  }
  throw new FolderRefusal(
    `${path} belongs to ${identity.name} of cluster ${identity.clusterId}, but ${clusterPath(dataDir)} expects ` +
      `${member.name} of cluster ${cluster.clusterId}. Put back the folder that belongs there; if it is lost, start the ` +
      `other nodes with "parley node start" and run "parley cluster replace ${member.name}". Nothing was changed.`,
  );
}

export function missingFolders(dataDir: string, names: readonly string[]): FolderRefusal {
  const commands = names.map((name) => `"parley cluster replace ${name}"`).join(" and ");
  return new FolderRefusal(
    `The data of ${names.join(" and ")} is missing from ${dataDir}. A member that lost its data must not vote ` +
      `as if it were new: restore the folder, or start the other nodes with "parley node start" and run ${commands}.`,
  );
}

export function noCluster(dataDir: string): FolderRefusal {
  return new FolderRefusal(
    `${dataDir} holds no cluster. Make one with "parley up", or name the right folder with --data.`,
  );
}

function memberNamed(dataDir: string, name: string): { cluster: Cluster; member: Member } {
  const cluster = readCluster(dataDir);
  if (cluster === null) throw noCluster(dataDir);
  const member = cluster.members.find((candidate) => candidate.name === name);
  if (member !== undefined) return { cluster, member };
  const names = cluster.members.map((candidate) => candidate.name).join(", ");
  throw new FolderRefusal(
    `The cluster in ${dataDir} has no member "${name}"; its members are ${names}.`,
  );
}
