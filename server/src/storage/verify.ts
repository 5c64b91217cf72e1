/**
 * Looks at a data folder, at one member's folder, or at a backup, while nothing runs on it: whether every byte that a node
 * relies on is as it was written, and whether the parts belong together. Writes nothing there.
 */
import { existsSync, lstatSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { isMemberName } from "../lib/member-ids.ts";
import { badBackup, checkBackup, requirePlainFile } from "./backup-file.ts";
import { type Cluster, clusterPath, readCluster } from "./cluster-file.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { makeScratch, type Scratch } from "./look-only.ts";
import { hasFolder, memberPaths } from "./member-folder.ts";
import { operatorTokenPath } from "./operator-token.ts";
import { sentenceOf, verifyMember, type VerifiedMember } from "./verify-member.ts";
import {
  Findings,
  type InspectState,
  type MemberFacts,
  type VerifyReport,
} from "./verify-report.ts";

export interface VerifyOptions {
  readonly path: string;
  readonly inspect: InspectState;
  /** Told before each part that takes time. */
  readonly step?: (sentence: string) => void;
}

/** Throws FolderRefusal when it is nothing that can be looked at, or is in use. */
export function verify(options: VerifyOptions): VerifyReport {
  const { path } = options;
  if (!existsSync(path))
    throw new FolderRefusal(
      `There is nothing at ${path}. Name a data folder, a member's folder in it, or a backup.`,
    );
  if (!lstatSync(path).isDirectory()) return verifyBackup(options);
  const scratch = makeScratch();
  try {
    if (existsSync(clusterPath(path)) || memberFolders(path).length > 0)
      return verifyDataFolder(options, scratch);
    if (existsSync(join(path, "identity.json")) || existsSync(join(path, "raft.db")))
      return verifyOneMember(options, scratch);
  } finally {
    scratch.remove();
  }
  throw new FolderRefusal(
    `${path} is neither a data folder nor a member's folder. Name one, or a backup.`,
  );
}

function verifyBackup({ path, inspect }: VerifyOptions): VerifyReport {
  requirePlainFile(path);
  const findings = new Findings();
  const about = basename(path);
  let members: readonly MemberFacts[] = [];
  try {
    const { tail, state } = checkBackup(path, inspect);
    const { clusterId, snapshot, stateHash } = tail.description;
    const { index, term } = snapshot.base;
    findings.sound(
      about,
      `The backup is whole: cluster ${clusterId}, everything up to entry ${index} of term ${term}, ` +
        `${state.messages} messages, state hash ${stateHash}.`,
    );
    members = [{ name: "", clusterId, log: null, state }];
  } catch (error) {
    const refusal = badBackup(path, error);
    if (!(refusal instanceof FolderRefusal)) throw error;
    findings.unsound(about, refusal.message);
  }
  return reportOf("backup", path, findings, members);
}

function verifyOneMember(options: VerifyOptions, scratch: Scratch): VerifyReport {
  const { path, inspect } = options;
  const paths = memberPaths(dirname(path), basename(path));
  const cluster = readClusterBeside(dirname(path));
  const { facts, findings } = verifyMember({ paths, cluster, scratch, inspect });
  return reportOf("member", path, findings, [facts]);
}

/** Of a folder that was copied out of its place nothing is known but what is in it. */
function readClusterBeside(dataDir: string): Cluster | null {
  try {
    return readCluster(dataDir);
  } catch {
    // Whatever it is, it is not what was asked about.
    return null;
  }
}

function verifyDataFolder(options: VerifyOptions, scratch: Scratch): VerifyReport {
  const { path, inspect, step = () => undefined } = options;
  const findings = new Findings();
  const cluster = verifyCluster(path, findings);
  const here = memberFolders(path);
  for (const member of cluster?.members ?? []) {
    if (here.includes(member.name)) continue;
    missingMember(member.name, member.peer, findings);
  }
  const members: VerifiedMember[] = [];
  for (const name of here) {
    step(name);
    const paths = memberPaths(path, name);
    members.push(verifyMember({ paths, cluster, scratch, inspect }));
  }
  verifyTogether(members, findings);
  const all = [...findings.list, ...members.flatMap((member) => member.findings.list)];
  return {
    what: "data folder",
    path,
    isSound: all.every(({ level }) => level !== "unsound"),
    findings: all,
    members: members.map(({ facts }) => facts),
  };
}

function verifyCluster(dataDir: string, findings: Findings): Cluster | null {
  const about = "cluster.json";
  try {
    const cluster = readCluster(dataDir);
    if (cluster === null) {
      findings.unsound(
        about,
        `It is missing: the cluster is not complete, or what is here is left of one.`,
      );
      return null;
    }
    const names = cluster.members.map(({ name }) => name).join(", ");
    findings.sound(about, `Cluster ${cluster.clusterId} of ${names}.`);
    if (!existsSync(operatorTokenPath(dataDir))) {
      findings.note("operator-token", "There is none, so nobody can change the cluster from here.");
    }
    return cluster;
  } catch (error) {
    findings.unsound(about, sentenceOf(error));
    return null;
  }
}

/** Nothing says which members this machine should have, but all others have another host. */
function missingMember(name: string, peer: string, findings: Findings): void {
  if (/^(127\.|localhost:|\[::1\])/.test(peer)) {
    findings.unsound(
      name,
      `The folder is missing or empty, so ${name} has forgotten what it promised. ` +
        `Put it back, or start the others and run "parley cluster replace ${name}".`,
    );
  } else findings.note(name, `Its folder is not here; it belongs on the machine of ${peer}.`);
}

/** Who has applied the same entries holds the same rows. */
function verifyTogether(members: readonly VerifiedMember[], findings: Findings): void {
  const byIndex = new Map<number, Map<string, string[]>>();
  for (const { facts } of members) {
    if (facts.state === null) continue;
    const { appliedIndex, hash } = facts.state;
    const hashes = byIndex.get(appliedIndex) ?? new Map<string, string[]>();
    hashes.set(hash, [...(hashes.get(hash) ?? []), facts.name]);
    byIndex.set(appliedIndex, hashes);
  }
  for (const [index, hashes] of byIndex) {
    const groups = [...hashes.values()].map((names) => names.join(" and "));
    if (groups.length === 1) continue;
    findings.unsound(
      "states",
      `At index ${index} they differ, and all should be equal: ${groups.join(" against ")}.`,
    );
  }
}

function memberFolders(dataDir: string): readonly string[] {
  return readdirSync(dataDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && isMemberName(entry.name))
    .map((entry) => entry.name)
    .filter((name) => hasAnything(dataDir, name))
    .toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
}

/** A folder with nothing of a member in it counts as missing. */
function hasAnything(dataDir: string, name: string): boolean {
  const paths = memberPaths(dataDir, name);
  return hasFolder(paths) || existsSync(paths.identity) || existsSync(paths.log);
}

function reportOf(
  what: VerifyReport["what"],
  path: string,
  findings: Findings,
  members: readonly MemberFacts[],
): VerifyReport {
  return { what, path, isSound: findings.isSound, findings: findings.list, members };
}
