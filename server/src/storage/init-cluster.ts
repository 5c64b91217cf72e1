/**
 * Makes the folders of a new cluster, once. Everything is written and synced before `cluster.json` appears, so
 * an init that was cut short is known by its absence and by logs that hold nothing but the first entry.
 */
import { readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { isMemberName } from "../lib/member-ids.ts";
import {
  addressesAt,
  checkPort,
  type Cluster,
  clusterPath,
  DEFAULT_PORT,
  edgeAt,
  readCluster,
  writeCluster,
} from "./cluster-file.ts";
import { crashPoint } from "./crash-points.ts";
import { diskRefusal, makeFolderDurably, syncFolder } from "./durable-files.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { hasFolder, identityOf, memberPaths, missingFolders } from "./member-folder.ts";
import { refuseUnfinished } from "./unfinished.ts";
import { checkHosts, holdsHistory, makeMembers, mintCluster } from "./new-members.ts";

/** More than nine voters only slow a cluster down. */
const MAX_NODES = 9;
export const DEFAULT_NODES = 5;

export interface InitOptions {
  readonly dataDir: string;
  /** How many members; an existing cluster must have as many. Five when not given. */
  readonly nodes?: number;
  /** Where the edge listens; all other ports move with it. An existing cluster moves when it is given. */
  readonly port?: number;
  /** Several machines: the host of each node, in the order of their names. A new cluster only. */
  readonly hosts?: readonly string[];
}

export interface InitResult {
  readonly cluster: Cluster;
  readonly outcome: "created" | "unchanged" | "portsMoved";
}

/** Complete already is fine; anything doubtful throws FolderRefusal and changes nothing. */
export async function initCluster(options: InitOptions): Promise<InitResult> {
  const { dataDir, nodes, port, hosts } = options;
  if (nodes !== undefined) checkNodes(nodes);
  if (hosts !== undefined) checkHosts(hosts, nodes ?? DEFAULT_NODES);
  if (port !== undefined) checkPort(port);
  try {
    makeFolderDurably(dataDir);
    const lock = lockFolder(dataDir);
    try {
      crashPoint("init:begun");
      const cluster = readCluster(dataDir);
      refuseUnfinished(dataDir);
      return cluster === null ? await create(options) : adopt(cluster, options);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw diskRefusal(dataDir, error);
  }
}

async function create({
  dataDir,
  nodes = DEFAULT_NODES,
  port = DEFAULT_PORT,
  hosts = [],
}: InitOptions): Promise<InitResult> {
  await removeUnfinished(dataDir);
  const names = Array.from({ length: nodes }, (_, position) => `n${position + 1}`);
  const addressesOf = (name: string) => addressesAt(port, name, hosts[names.indexOf(name)]);
  const cluster = mintCluster(names, addressesOf, edgeAt(port));
  await makeMembers(dataDir, cluster);
  crashPoint("init:members-made");
  writeCluster(dataDir, cluster);
  return { cluster, outcome: "created" };
}

/** Members without `cluster.json`: left by an unfinished init, or all that is left of a cluster. */
async function removeUnfinished(dataDir: string): Promise<void> {
  const names = readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isMemberName(entry.name))
    .map((entry) => entry.name);
  const locks: FolderLock[] = [];
  try {
    for (const name of names) locks.push(lockFolder(memberPaths(dataDir, name).folder));
    const old = names.filter((name) => holdsHistory(memberPaths(dataDir, name)));
    if (old.length > 0) {
      throw new FolderRefusal(
        `${dataDir} holds members with history (${old.join(", ")}) but no cluster.json. ` +
          `Restore ${clusterPath(dataDir)} from a backup, or choose another data folder; nothing was changed.`,
      );
    }
  } finally {
    for (const lock of locks) lock.release();
  }
  for (const name of names) removeFolder(memberPaths(dataDir, name).folder);
  syncFolder(dataDir);
  if (names.length > 0) crashPoint("init:unfinished-removed");
}

/** In a container the folder itself is a mount point: then only what is in it goes. */
function removeFolder(folder: string): void {
  for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true });
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EBUSY")) throw error;
    syncFolder(folder);
  }
}

function adopt(cluster: Cluster, { dataDir, nodes, port }: InitOptions): InitResult {
  const size = cluster.members.length;
  if (nodes !== undefined && nodes !== size) {
    throw new FolderRefusal(
      `${dataDir} holds a cluster of ${size}, not of ${nodes}. Start it without --nodes; ` +
        `it grows and shrinks with "parley cluster add" and "parley cluster remove".`,
    );
  }
  checkFolders(dataDir, cluster);
  if (port === undefined || port === cluster.edge.port) return { cluster, outcome: "unchanged" };
  return { cluster: movePorts(dataDir, cluster, port), outcome: "portsMoved" };
}

function checkFolders(dataDir: string, cluster: Cluster): void {
  const missing = cluster.members
    .map((member) => member.name)
    .filter((name) => !hasFolder(memberPaths(dataDir, name)));
  if (missing.length === cluster.members.length) {
    throw new FolderRefusal(
      `${clusterPath(dataDir)} is there, but the data of all its members is missing. Restore the folders from a ` +
        `backup; or, to begin a new and empty cluster, remove cluster.json.`,
    );
  }
  if (missing.length > 0) throw missingFolders(dataDir, missing);
  for (const member of cluster.members) identityOf(dataDir, cluster, member);
}

/** Only while nothing runs: a running member would be looked for where it no longer is. */
function movePorts(dataDir: string, cluster: Cluster, port: number): Cluster {
  const locks: FolderLock[] = [];
  try {
    for (const { name } of cluster.members) {
      locks.push(lockFolder(memberPaths(dataDir, name).folder));
    }
    const members = cluster.members.map((member) => ({
      ...member,
      ...addressesAt(port, member.name),
    }));
    const moved = { ...cluster, members, edge: edgeAt(port) };
    writeCluster(dataDir, moved);
    return moved;
  } finally {
    for (const lock of locks) lock.release();
  }
}

export function checkNodes(nodes: number): void {
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= MAX_NODES) return;
  throw new FolderRefusal(
    `--nodes must be a whole number from 1 to ${MAX_NODES}, best an odd one; ${nodes} is not.`,
  );
}
