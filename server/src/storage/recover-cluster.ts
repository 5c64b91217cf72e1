/**
 * Makes a cluster of what is left, when a majority is gone for good. It is a new one: its own id, raft ids and key, so that
 * members and cursors of the old one are refused (foundations 6). Everything is built beside the old folders; then the old
 * ones are put aside under another name, never deleted, and the new ones take their place.
 *
 *   recover-staging/n1 … built, synced ─▶ recover-unfinished.json ─▶ renames ─▶ cluster.json ─▶ recover-unfinished.json gone
 */
import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

import {
  type Cluster,
  clusterPath,
  isClusterId,
  readCluster,
  writeCluster,
} from "./cluster-file.ts";
import { crashPoint } from "./crash-points.ts";
import { fillRecovered } from "./fill-recovered.ts";
import {
  diskRefusal,
  makeFolderDurably,
  readJsonObject,
  syncFolder,
  unreadable,
  writeDurably,
} from "./durable-files.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { makeScratch } from "./look-only.ts";
import { memberPaths, noCluster } from "./member-folder.ts";
import { makeMembers, mintCluster } from "./new-members.ts";
import { operatorTokenPath } from "./operator-token.ts";
import { type Survey, surveyCluster } from "./recover-survey.ts";
import { unfinishedRecoveryPath } from "./unfinished.ts";
import type { InspectState } from "./verify-report.ts";

const STAGING = "recover-staging";
/** Made anew at each start by whoever runs the edge. */
const EDGE = "edge";
const ID_CHARACTERS = 8;

export interface RecoverOptions {
  readonly dataDir: string;
  /** Of the new cluster; those with a folder here when not given. */
  readonly names?: readonly string[];
  readonly inspect: InspectState;
  readonly step?: (sentence: string) => void;
}

export interface Recovered {
  readonly clusterId: string;
  readonly nodes: readonly string[];
  /** Ending of the names under which the old folders were put aside. */
  readonly aside: string;
}

/** What would be done, and what it may cost; null: it was begun, and only has to be finished. Changes nothing. */
export function planRecovery(options: RecoverOptions): Survey | null {
  if (existsSync(unfinishedRecoveryPath(options.dataDir))) return null;
  const scratch = makeScratch();
  try {
    return surveyCluster({ ...options, scratch });
  } finally {
    scratch.remove();
  }
}

/** Throws FolderRefusal; what was cut short is finished when it is called again. */
export async function recoverCluster(options: RecoverOptions): Promise<Recovered> {
  const { dataDir } = options;
  try {
    const old = readCluster(dataDir);
    if (old === null) throw noCluster(dataDir);
    const locks = lockAll(dataDir, old);
    try {
      if (existsSync(unfinishedRecoveryPath(dataDir))) return finish(dataDir);
      await build(options, old);
      return finish(dataDir);
    } finally {
      for (const lock of locks) lock.release();
    }
  } catch (error) {
    throw diskRefusal(dataDir, error);
  }
}

function lockAll(dataDir: string, { members }: Cluster): readonly FolderLock[] {
  const locks: FolderLock[] = [];
  try {
    locks.push(lockFolder(dataDir));
    for (const { name } of members) {
      const { folder } = memberPaths(dataDir, name);
      if (existsSync(folder)) locks.push(lockFolder(folder));
    }
    return locks;
  } catch (error) {
    for (const lock of locks) lock.release();
    throw error;
  }
}

async function build(options: RecoverOptions, old: Cluster): Promise<void> {
  const { dataDir, step = () => undefined } = options;
  const scratch = makeScratch();
  try {
    // The folders are locked: looking takes no lock of its own then.
    const survey = surveyCluster({ ...options, scratch, isLocked: true });
    const names = chosen(options, survey);
    const staging = join(dataDir, STAGING);
    rmSync(staging, { recursive: true, force: true });
    makeFolderDurably(staging);
    const addressesOf = (name: string) => addressesIn(old, name);
    const cluster = mintCluster(names, addressesOf, old.edge);
    await makeMembers(staging, cluster, async (paths) => {
      step(`Filling ${paths.folder}`);
      await fillRecovered({ dataDir, survey, cluster, paths, scratch, step });
    });
    syncFolder(staging);
    const journal: Journal = { aside: `before-${old.clusterId.slice(0, ID_CHARACTERS)}`, cluster };
    writeJournal(dataDir, journal);
    crashPoint("recover:decided");
  } finally {
    scratch.remove();
  }
}

function chosen({ names }: RecoverOptions, { members, best }: Survey): readonly string[] {
  const here = members.filter(({ log }) => log !== null).map(({ name }) => name);
  const wanted = names ?? here;
  const unknown = wanted.filter((name) => !members.some((member) => member.name === name));
  if (unknown.length > 0) {
    const all = members.map(({ name }) => name).join(", ");
    throw new FolderRefusal(
      `The cluster has no member ${unknown.join(", ")}; its members are ${all}. Nothing was changed.`,
    );
  }
  if (new Set(wanted).size === wanted.length && wanted.length > 0) return wanted;
  throw new FolderRefusal(`Name each member of the new cluster once, ${best?.name ?? "n1"} say.`);
}

function addressesIn({ members }: Cluster, name: string) {
  const member = members.find((one) => one.name === name);
  if (member === undefined) throw new FolderRefusal(`cluster.json does not name ${name}.`);
  const { client, peer, http } = member;
  return { client, peer, http };
}

interface Journal {
  readonly aside: string;
  readonly cluster: Cluster;
}

function writeJournal(dataDir: string, { aside, cluster }: Journal): void {
  const staged = join(dataDir, STAGING);
  writeCluster(staged, cluster);
  crashPoint("recover:staged");
  const fields = { version: 1, aside, clusterId: cluster.clusterId };
  writeDurably(unfinishedRecoveryPath(dataDir), `${JSON.stringify(fields)}\n`);
}

/** Every step looks whether it was done: it goes on from wherever it was cut short. */
function finish(dataDir: string): Recovered {
  const { aside, clusterId } = readJournal(dataDir);
  const staging = join(dataDir, STAGING);
  const current = readCluster(dataDir);
  const cluster = existsSync(clusterPath(staging)) ? readCluster(staging) : current;
  if (cluster?.clusterId !== clusterId) {
    throw new FolderRefusal(
      `${staging} is not what ${unfinishedRecoveryPath(dataDir)} speaks of. Put it back; the old folders are there still.`,
    );
  }
  if (current !== null && current.clusterId !== clusterId) {
    for (const { name } of current.members) replaceFolder(dataDir, name, aside);
    // What the edge last published names nodes of the old cluster, and it never drops a majority by itself.
    replaceFolder(dataDir, EDGE, aside);
    syncFolder(dataDir);
    const kept = `${clusterPath(dataDir)}.${aside}`;
    if (!existsSync(kept)) copyFileSync(clusterPath(dataDir), kept);
    if (!existsSync(operatorTokenPath(dataDir)))
      renameSync(operatorTokenPath(staging), operatorTokenPath(dataDir));
    writeCluster(dataDir, cluster);
    crashPoint("recover:named");
  }
  rmSync(staging, { recursive: true, force: true });
  rmSync(unfinishedRecoveryPath(dataDir));
  syncFolder(dataDir);
  return { clusterId, nodes: cluster.members.map(({ name }) => name), aside };
}

/** The old folder under another name, and the new one, if there is one, in its place. */
function replaceFolder(dataDir: string, name: string, aside: string): void {
  const place = join(dataDir, name);
  const kept = join(dataDir, `${name}.${aside}`);
  const staged = join(dataDir, STAGING, name);
  if (existsSync(place) && !existsSync(kept)) {
    renameSync(place, kept);
    crashPoint("recover:put-aside");
  }
  if (!existsSync(staged)) return;
  renameSync(staged, place);
  crashPoint("recover:placed");
}

function readJournal(dataDir: string): { readonly aside: string; readonly clusterId: string } {
  const path = unfinishedRecoveryPath(dataDir);
  const fields = readJsonObject(path);
  const { version, aside, clusterId } = fields ?? {};
  const isOurs = version === 1 && typeof aside === "string" && /^before-[0-9a-f]{8}$/.test(aside);
  if (isOurs && isClusterId(clusterId)) return { aside, clusterId };
  throw unreadable(path, "it was not written by this program");
}
