/**
 * Makes a new cluster that holds what a backup holds. It is another cluster in every respect: its own id, raft ids, key and
 * token, so that members and cursors of the old one are refused and lost entries are never taken for known (foundations 6).
 * `cluster.json` comes last; without it there is nothing that a node would start.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

import { LIMITS } from "../limits.ts";
import { encodeConfiguration } from "../raft/configuration.ts";
import type { LogBase } from "../raft/types.ts";
import { badBackup, type CheckedBackup, checkBackup } from "./backup-file.ts";
import {
  addressesAt,
  checkPort,
  type Cluster,
  clusterPath,
  DEFAULT_PORT,
  edgeAt,
  writeCluster,
} from "./cluster-file.ts";
import { copySnapshot } from "./copy-snapshot.ts";
import { diskRefusal, makeFolderDurably, syncFolder, writeDurably } from "./durable-files.ts";
import { lockFolder } from "./folder-lock.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { checkNodes, DEFAULT_NODES, type InitOptions } from "./init-cluster.ts";
import type { MemberPaths } from "./member-folder.ts";
import { checkHosts, makeMembers, mintCluster, writeNewLog } from "./new-members.ts";
import { unfinishedRestorePath } from "./unfinished.ts";
import type { InspectState } from "./verify-report.ts";

const SNAPSHOT_ID_BYTES = 12;

export interface RestoreOptions extends InitOptions {
  /** The backup. */
  readonly file: string;
  readonly inspect: InspectState;
  /** Told before each part that takes time. */
  readonly step?: (sentence: string) => void;
}

export interface Restored {
  readonly clusterId: string;
  readonly nodes: readonly string[];
  readonly port: number;
  /** Of the cluster that the backup is of. */
  readonly from: string;
  readonly index: number;
  readonly timeMs: number;
  readonly messages: number;
  readonly stateHash: string;
}

/** Throws FolderRefusal, and then the data folder is as it was. */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { dataDir, file, inspect, nodes, port, hosts, step = () => undefined } = options;
  if (nodes !== undefined) checkNodes(nodes);
  if (hosts !== undefined) checkHosts(hosts, nodes ?? DEFAULT_NODES);
  if (port !== undefined) checkPort(port);
  requireFree(dataDir);
  step(`Checking every byte and every row of ${file}`);
  const backup = checkBackup(file, inspect);
  requireRoom(options, backup);
  try {
    makeFolderDurably(dataDir);
    const lock = lockFolder(dataDir);
    try {
      requireFree(dataDir);
      return await fill(options, backup);
    } finally {
      lock.release();
    }
  } catch (error) {
    throw diskRefusal(dataDir, badBackup(file, error));
  }
}

/** Empty, or left by a restore that was cut short. */
function requireFree(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  if (existsSync(clusterPath(dataDir))) {
    throw new FolderRefusal(
      `${dataDir} holds a cluster, and a restore never replaces one. Name another folder with --data.`,
    );
  }
  if (existsSync(unfinishedRestorePath(dataDir))) return;
  const draft = `${basename(unfinishedRestorePath(dataDir))}.new`;
  const others = readdirSync(dataDir).filter((name) => !isLock(name) && name !== draft);
  if (others.length === 0) return;
  throw new FolderRefusal(
    `${dataDir} is not empty (${others.slice(0, 3).join(", ")}${others.length > 3 ? ", …" : ""}). ` +
      `Name a new or empty folder with --data; nothing was changed.`,
  );
}

/** What locks the folder, and what SQLite keeps beside it as long as somebody holds it. */
function isLock(name: string): boolean {
  return name === "lock" || name.startsWith("lock-");
}

/** Known before anything is written: every member gets a copy, and its node makes a state of it. */
function requireRoom(
  { dataDir, nodes = DEFAULT_NODES }: RestoreOptions,
  { tail }: CheckedBackup,
): void {
  let folder = resolve(dataDir);
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const needed = 2 * nodes * tail.description.snapshot.size + LIMITS.diskRoomBytes;
  if (bavail * bsize >= needed) return;
  const mib = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  throw new FolderRefusal(
    `The disk of ${dataDir} has ${mib(bavail * bsize)} MiB left, and ${nodes} nodes with this backup need ${mib(needed)} MiB. ` +
      `Free space, name another folder with --data, or fewer nodes; nothing was restored.`,
  );
}

async function fill(options: RestoreOptions, backup: CheckedBackup): Promise<Restored> {
  const { dataDir, file, nodes = DEFAULT_NODES, port = DEFAULT_PORT, hosts = [] } = options;
  const { step = () => undefined } = options;
  removeUnfinished(dataDir);
  writeDurably(unfinishedRestorePath(dataDir), `${file}\n`);
  const names = Array.from({ length: nodes }, (_, position) => `n${position + 1}`);
  const addressesOf = (name: string) => addressesAt(port, name, hosts[names.indexOf(name)]);
  const cluster = mintCluster(names, addressesOf, edgeAt(port));
  const base = baseFor(cluster, backup);
  await makeMembers(dataDir, cluster, async (paths) => {
    step(`Filling ${paths.folder}`);
    putSnapshot({ paths, cluster, base, backup, file });
    await writeNewLog(paths.log, { base, hardState: { term: base.term, vote: null }, entries: [] });
  });
  writeCluster(dataDir, cluster);
  rmSync(unfinishedRestorePath(dataDir));
  syncFolder(dataDir);
  const { description } = backup.tail;
  return {
    clusterId: cluster.clusterId,
    nodes: names,
    port,
    from: description.clusterId,
    index: base.index,
    timeMs: base.time,
    messages: backup.state.messages,
    stateHash: description.stateHash,
  };
}

function removeUnfinished(dataDir: string): void {
  // Everything else was refused: what is here is that restore's own.
  for (const name of readdirSync(dataDir)) {
    if (!isLock(name) && join(dataDir, name) !== unfinishedRestorePath(dataDir))
      rmSync(join(dataDir, name), { recursive: true });
  }
  syncFolder(dataDir);
}

/** The same place in the log, held by the new members. */
function baseFor(cluster: Cluster, { tail, state }: CheckedBackup): LogBase {
  const { index, term, time } = tail.description.snapshot.base;
  const { members } = cluster;
  const voters = members.map(({ id }) => id);
  const data = encodeConfiguration({ members, voters, outgoing: [], learners: [] });
  // A log whose time fell would be refused when it is applied.
  const place = { index, term, time: Math.max(time, state.time) };
  return { ...place, configuration: { ...place, kind: "configuration", data } };
}

interface Placing {
  readonly paths: MemberPaths;
  readonly cluster: Cluster;
  readonly base: LogBase;
  readonly backup: CheckedBackup;
  readonly file: string;
}

function putSnapshot({ paths, cluster, base, backup, file }: Placing): void {
  makeFolderDurably(paths.snapshots);
  const id = randomBytes(SNAPSHOT_ID_BYTES).toString("hex");
  const { description } = backup.tail;
  copySnapshot(file, join(paths.snapshots, `${id}.snapshot`), backup.tail, {
    ...description,
    clusterId: cluster.clusterId,
    madeMs: Date.now(),
    snapshot: { ...description.snapshot, id, base },
  });
}
