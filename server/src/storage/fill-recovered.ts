/** What a member of a recovered cluster begins with: the best log, one entry that names the new members, and its copies. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { LogStore } from "../ports.ts";
import { encodeConfiguration } from "../raft/configuration.ts";
import type { Entry, LogBase, StoredLog } from "../raft/types.ts";
import { assert } from "../lib/assert.ts";
import type { Cluster } from "./cluster-file.ts";
import { copySnapshot } from "./copy-snapshot.ts";
import { copyDurably, makeFolderDurably } from "./durable-files.ts";
import { withLogCopy } from "./inspect-log.ts";
import { copyDatabase, type Scratch } from "./look-only.ts";
import { type MemberPaths, memberPaths } from "./member-folder.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";
import type { Survey } from "./recover-survey.ts";
import { checkSnapshotFile } from "./snapshot-file.ts";
import { UnsoundSnapshot } from "./unsound-snapshot.ts";

/** Entries that are read and written at once, in bytes. */
const STEP_BYTES = 512 * 1024;

export interface FillOptions {
  readonly dataDir: string;
  readonly survey: Survey;
  readonly cluster: Cluster;
  readonly paths: MemberPaths;
  readonly scratch: Scratch;
  /** Told what the new member does not get. */
  readonly step: (sentence: string) => void;
}

export async function fillRecovered(options: FillOptions): Promise<void> {
  const { dataDir, survey, paths, scratch } = options;
  assert(survey.best !== null, "there is a log that goes on");
  const from = memberPaths(dataDir, survey.best.name);
  await withLogCopy(from, scratch, (source, stored) => copyLog(options, source, stored));
  copySnapshots(options, from);
  // Behind its log only a state of the same folder can be: without one it is made anew from snapshot and log.
  const { state, log } = survey.best;
  if (state !== null && log !== null && state.appliedIndex <= log.lastIndex)
    copyState(copyDatabase(scratch, from.state), paths.state);
}

async function copyLog(
  { survey, cluster, paths }: FillOptions,
  source: LogStore,
  stored: StoredLog,
): Promise<void> {
  const target = openSqliteLogStore({ path: paths.log, create: true });
  try {
    await target.load();
    const term = survey.highestTerm + 1;
    const hardState = { term, vote: null };
    const first = await readOnce(source, stored, stored.baseIndex + 1);
    const base = baseOf(stored, cluster, first);
    await written(target, { base, hardState, entries: first });
    let next = stored.baseIndex + 1 + first.length;
    while (next <= stored.lastIndex) {
      const entries = await readOnce(source, stored, next);
      assert(entries.length > 0, "a log that was loaded can be read to its end");
      await written(target, { base: null, hardState: null, entries });
      next += entries.length;
    }
    const data = encodeConfiguration(configurationOf(cluster));
    const last = { index: next, term, time: stored.lastTime, kind: "configuration", data } as const;
    await written(target, { base: null, hardState: null, entries: [last] });
  } finally {
    await target.close();
  }
}

function readOnce(
  source: LogStore,
  { lastIndex }: StoredLog,
  from: number,
): Promise<readonly Entry[]> {
  if (from > lastIndex) return Promise.resolve([]);
  return new Promise((resolve, reject) => {
    source.onFailure(reject);
    source.read(from, lastIndex, STEP_BYTES, resolve);
  });
}

interface Part {
  readonly base: LogBase | null;
  readonly hardState: { readonly term: number; readonly vote: null } | null;
  readonly entries: readonly Entry[];
}

function written(target: LogStore, part: Part): Promise<void> {
  return new Promise((resolve, reject) => {
    target.onFailure(reject);
    target.write([{ truncateFrom: null, ...part }], resolve);
  });
}

/** Where the log begins, held by the new members: of the old ones nobody is to be asked any more. */
function baseOf(
  { baseIndex: index, baseTerm: term, lastTime }: StoredLog,
  cluster: Cluster,
  [next]: readonly Entry[],
): LogBase | null {
  if (index === 0) return null;
  const place = { index, term, time: next?.time ?? lastTime };
  const data = encodeConfiguration(configurationOf(cluster));
  return { ...place, configuration: { ...place, kind: "configuration", data } };
}

function configurationOf({ members }: Cluster) {
  return { members, voters: members.map(({ id }) => id), outgoing: [], learners: [] };
}

/** Sound ones only; who lacks one gets it from the leader. */
function copySnapshots({ cluster, paths, step }: FillOptions, from: MemberPaths): void {
  makeFolderDurably(paths.snapshots);
  if (!existsSync(from.snapshots)) return;
  for (const name of readdirSync(from.snapshots).filter((one) => one.endsWith(".snapshot"))) {
    const path = join(from.snapshots, name);
    try {
      const tail = checkSnapshotFile(path);
      const { snapshot } = tail.description;
      const data = encodeConfiguration(configurationOf(cluster));
      const base = { ...snapshot.base, configuration: { ...snapshot.base.configuration, data } };
      copySnapshot(path, join(paths.snapshots, name), tail, {
        ...tail.description,
        clusterId: cluster.clusterId,
        snapshot: { ...snapshot, base },
      });
    } catch (error) {
      if (!(error instanceof UnsoundSnapshot)) throw error;
      step(
        `The snapshot ${path} is left out: ${error.message}. It stays in the folder that is put aside.`,
      );
    }
  }
}

function copyState(from: string, to: string): void {
  for (const ending of ["", "-wal"])
    if (existsSync(`${from}${ending}`)) copyDurably(`${from}${ending}`, `${to}${ending}`);
}
