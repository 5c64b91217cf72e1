/**
 * The folder side of membership: makes the folder of a member that is about to join, and takes one that has left out of
 * `cluster.json`. Neither changes who votes: that is decided in the log alone.
 */
import { readdirSync } from "node:fs";

import { isMemberName } from "../lib/member-ids.ts";
import type { Member } from "../raft/types.ts";
import { addressesAt, type Cluster, readCluster, writeCluster } from "./cluster-file.ts";
import { diskRefusal, makeFolderDurably, syncFolder } from "./durable-files.ts";
import { lockFolder } from "./folder-lock.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { hasFolder, identityOf, memberPaths, noCluster } from "./member-folder.ts";
import { writeIdentity } from "./identity-file.ts";
import { checkHosts, mintRaftId } from "./new-members.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

/** What member names allow. */
const HIGHEST_NUMBER = 999_999;

export interface NewMemberOptions {
  readonly dataDir: string;
  /** Where it will listen; this machine's loopback unless told. */
  readonly host?: string;
  /** Names that are or were taken in the cluster, whatever this machine knows of them. */
  readonly taken?: readonly string[];
}

/**
 * Makes the folder of a new member: the cluster's id and key, a raft id and a name that nobody ever had, and an empty
 * log, which the leader fills. `cluster.json` names it last, so whatever was cut short before that is nobody's.
 * Throws FolderRefusal, and then nothing refers to what was made.
 */
export async function makeNewMember(options: NewMemberOptions): Promise<Member> {
  const { dataDir, host, taken = [] } = options;
  if (host !== undefined) checkHosts([host], 1);
  return withCluster(dataDir, async (cluster) => {
    const { clusterId } = cluster;
    const clusterKey = keyOfSomeMember(dataDir, cluster);
    const name = nextName(dataDir, cluster, taken);
    const member = { id: mintRaftId(), name, ...addressesAt(cluster.edge.port, name, host) };
    const paths = memberPaths(dataDir, name);
    makeFolderDurably(paths.folder);
    writeIdentity(paths.identity, { clusterId, id: member.id, name, clusterKey, isJoining: true });
    await makeEmptyLog(paths.log);
    syncFolder(paths.folder);
    writeCluster(dataDir, { ...cluster, members: [...cluster.members, member] });
    return member;
  });
}

/** A member that has left: from now on nothing starts it. Its folder stays, and keeps its name taken. */
export function forgetMember(dataDir: string, name: string): Promise<Cluster> {
  return withCluster(dataDir, (cluster) => {
    const members = cluster.members.filter((member) => member.name !== name);
    if (members.length === 0) {
      throw new FolderRefusal(`${name} is the last member in ${dataDir}; it cannot be taken out.`);
    }
    const left = { ...cluster, members };
    if (members.length < cluster.members.length) writeCluster(dataDir, left);
    return Promise.resolve(left);
  });
}

async function withCluster<Result>(
  dataDir: string,
  work: (cluster: Cluster) => Promise<Result>,
): Promise<Result> {
  try {
    // Also refuses a folder that is not there, before a lock file is made in it.
    if (readCluster(dataDir) === null) throw noCluster(dataDir);
    const lock = lockFolder(dataDir);
    try {
      const cluster = readCluster(dataDir);
      if (cluster === null) throw noCluster(dataDir);
      return await work(cluster);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw diskRefusal(dataDir, error);
  }
}

function keyOfSomeMember(dataDir: string, cluster: Cluster): Uint8Array {
  const here = cluster.members.find(({ name }) => hasFolder(memberPaths(dataDir, name)));
  if (here !== undefined) return identityOf(dataDir, cluster, here).clusterKey;
  throw new FolderRefusal(
    `No member's folder is in ${dataDir}, so the cluster's key is not known here. ` +
      `Run this on a machine that has one, and copy the new folder from there.`,
  );
}

/** One above every name that is in sight: names are never given twice, not even those of folders left behind. */
function nextName(dataDir: string, { members }: Cluster, taken: readonly string[]): string {
  const folders = readdirSync(dataDir).filter(isMemberName);
  const names = [
    ...members.map((member) => member.name),
    ...taken.filter(isMemberName),
    ...folders,
  ];
  const number = 1 + Math.max(0, ...names.map((name) => Number(name.slice(1))));
  if (number <= HIGHEST_NUMBER) return `n${number}`;
  throw new FolderRefusal(`All names up to n${HIGHEST_NUMBER} have been given; none is left.`);
}

async function makeEmptyLog(path: string): Promise<void> {
  const store = openSqliteLogStore({ path, create: true });
  try {
    await store.load();
  } finally {
    await store.close();
  }
}
