/** One member's folder, every byte of it that a node relies on, without changing any. */
import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";

import type { Cluster } from "./cluster-file.ts";
import { readDivergence } from "./divergence-file.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { type Identity, readIdentity } from "./identity-file.ts";
import { inspectLog, type InspectedLog, isSoundLog } from "./inspect-log.ts";
import { copyDatabase, lockToLook, type Scratch } from "./look-only.ts";
import type { MemberPaths } from "./member-folder.ts";
import { DAMAGED } from "./snapshot-folder.ts";
import { checkSnapshotFile } from "./snapshot-file.ts";
import type { SnapshotDescription } from "./snapshot-format.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";
import { Findings, type InspectState, type MemberFacts, type StateFacts } from "./verify-report.ts";

const SNAPSHOT = ".snapshot";
const SET_ASIDE =
  "A node found this snapshot damaged and set it aside. Nothing uses it, and nothing is lost with it. Check the disk; " +
  "then the file may be deleted.";

export interface VerifyMemberOptions {
  readonly paths: MemberPaths;
  /** Null: nothing beside the folder says what should be in it. */
  readonly cluster: Cluster | null;
  readonly scratch: Scratch;
  readonly inspect: InspectState;
}

export interface VerifiedMember {
  readonly facts: MemberFacts;
  readonly findings: Findings;
}

/** Throws FolderRefusal when a process has the folder. */
export function verifyMember(options: VerifyMemberOptions): VerifiedMember {
  const { paths } = options;
  const name = basename(paths.folder);
  const findings = new Findings(name);
  const lock = lockToLook(paths.folder);
  try {
    const identity = verifyIdentity(options, findings);
    const log = verifyLog(options, identity, findings);
    const snapshots = verifySnapshots(paths.snapshots, identity, findings);
    const state = verifyState(options, findings, { log, snapshots });
    verifyDivergence(paths, findings);
    const clusterId = identity?.clusterId ?? null;
    return { facts: { name, clusterId, log: log?.facts ?? null, state }, findings };
  } finally {
    lock.release();
  }
}

function verifyIdentity({ paths, cluster }: VerifyMemberOptions, findings: Findings) {
  const about = "identity.json";
  try {
    const identity = readIdentity(paths.identity);
    if (identity === null) {
      findings.unsound(about, "It is missing, so nobody knows whose folder this is. " + REPLACE);
      return null;
    }
    const { name, clusterId } = identity;
    const flaw = cluster === null ? null : strangerOf(identity, paths, cluster);
    if (flaw === null) findings.sound(about, `This is ${name} of cluster ${clusterId}.`);
    else findings.unsound(about, flaw);
    return identity;
  } catch (error) {
    findings.unsound(about, sentenceOf(error));
    return null;
  }
}

const REFILL =
  "but the mark beside it knows what it held: a node that starts counts for nothing until the others have refilled it.";
const REPLACE = `Put the folder back, or replace the member with "parley cluster replace".`;

/** Why the folder does not belong where it lies, or null. */
function strangerOf(
  { name, id, clusterId }: Identity,
  { folder }: MemberPaths,
  cluster: Cluster,
): string | null {
  const place = basename(folder);
  if (clusterId !== cluster.clusterId) {
    return `It belongs to cluster ${clusterId}, and cluster.json names cluster ${cluster.clusterId}. ${REPLACE}`;
  }
  if (name !== place) return `It is the folder of ${name} in the place of ${place}. ${REPLACE}`;
  const member = cluster.members.find((one) => one.name === name);
  if (member === undefined) return null;
  if (member.id === id) return null;
  return `It has the id ${id}, and cluster.json names ${member.id} for ${name}. ${REPLACE}`;
}

function verifyLog(
  { paths, scratch }: VerifyMemberOptions,
  identity: Identity | null,
  findings: Findings,
): InspectedLog | null {
  if (!existsSync(paths.log)) {
    const what = existsSync(paths.mark)
      ? REFILL
      : `and with it what this member promised. ${REPLACE}`;
    findings.unsound("raft.db", `It is missing, ${what}`);
    return null;
  }
  const log = inspectLog(paths, scratch, identity);
  for (const finding of log.findings) findings.add(finding);
  const { facts } = log;
  if (facts === null) return log;
  const { baseIndex, lastIndex, lastTerm, term } = facts;
  const from = baseIndex === 0 ? "from the first entry on" : `behind a snapshot at ${baseIndex}`;
  if (isSoundLog(log)) {
    findings.sound(
      "raft.db",
      `The log is whole ${from} up to entry ${lastIndex} of term ${lastTerm}; this member is in term ${term}.`,
    );
  }
  return log;
}

function verifySnapshots(
  folder: string,
  identity: Identity | null,
  findings: Findings,
): readonly SnapshotDescription[] {
  if (!existsSync(folder)) return [];
  const sound: SnapshotDescription[] = [];
  const names = readdirSync(folder);
  for (const name of names.filter((one) => one.endsWith(DAMAGED)))
    findings.note(`snapshots/${name}`, SET_ASIDE);
  for (const name of names.filter((one) => one.endsWith(SNAPSHOT))) {
    const about = `snapshots/${name}`;
    try {
      const { description } = checkSnapshotFile(join(folder, name));
      const { snapshot, clusterId } = description;
      if (`${snapshot.id}${SNAPSHOT}` !== name) {
        findings.unsound(about, `It is snapshot ${snapshot.id} under another name.`);
      } else if (identity !== null && clusterId !== identity.clusterId) {
        findings.unsound(about, `It belongs to cluster ${clusterId}.`);
      } else {
        sound.push(description);
        findings.sound(about, `The snapshot of index ${snapshot.base.index} is as it was written.`);
      }
    } catch (error) {
      if (!(error instanceof UnsoundSnapshot)) throw error;
      findings.unsound(about, `The snapshot is unsound: ${error.message}. A node does not use it.`);
    }
  }
  return sound;
}

interface Beside {
  readonly log: InspectedLog | null;
  readonly snapshots: readonly SnapshotDescription[];
}

function verifyState(
  { paths, scratch, inspect }: VerifyMemberOptions,
  findings: Findings,
  { log, snapshots }: Beside,
): StateFacts | null {
  const about = "state.db";
  const base = log?.facts?.baseIndex ?? 0;
  const canBeRebuilt = base === 0 || snapshots.some(({ snapshot }) => snapshot.base.index >= base);
  const rebuilt = canBeRebuilt
    ? "A node makes it anew from the log when it starts."
    : `And no snapshot reaches the begin of the log at ${base}, so it cannot be made anew here. ${REPLACE}`;
  if (!existsSync(paths.state)) {
    if (canBeRebuilt) findings.note(about, `There is none. ${rebuilt}`);
    else findings.unsound(about, `There is none. ${rebuilt}`);
    return null;
  }
  const { flaws, ...facts } = inspect(copyDatabase(scratch, paths.state));
  for (const flaw of flaws) findings.unsound(about, `The state is unsound: ${flaw}. ${rebuilt}`);
  if (flaws.length > 0) return null;
  const { appliedIndex, messages, hash } = facts;
  // A log that was found unsound is blamed once.
  const last = log !== null && isSoundLog(log) ? log.facts?.lastIndex : undefined;
  if (last !== undefined && appliedIndex > last) {
    findings.unsound(
      about,
      `The state holds entry ${appliedIndex}, and the log ends at ${last}: the log has lost its end.`,
    );
  } else if (appliedIndex < base && !canBeRebuilt) {
    findings.unsound(about, `The state ends at ${appliedIndex}, before the log begins. ${rebuilt}`);
  } else {
    const sentence = `The state is sound at index ${appliedIndex}: ${messages} messages, hash ${hash}.`;
    findings.sound(about, sentence);
  }
  return facts;
}

/** What the node itself has found out about its state. */
function verifyDivergence(paths: MemberPaths, findings: Findings): void {
  const about = "diverged.json";
  try {
    const record = readDivergence(paths);
    if (record === null) return;
    const { index, phase } = record;
    const found = `At index ${index} its state was found to differ from that of the others`;
    if (phase === "halted")
      findings.unsound(about, `${found}, a second time within a day. ${REPLACE}`);
    else if (phase === "found")
      findings.unsound(about, `${found}. The next start makes it again from the log.`);
    else findings.note(about, `${found}, and it was made again.`);
  } catch (error) {
    findings.unsound(about, sentenceOf(error));
  }
}

export function sentenceOf(error: unknown): string {
  if (error instanceof FolderRefusal) return error.message;
  return `It cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}
