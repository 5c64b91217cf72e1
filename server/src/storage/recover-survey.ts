/**
 * What is left of a cluster whose majority is gone for good: how far each folder reaches, which log is the best, and what may
 * be lost with the others. Looks only.
 */
import { existsSync } from "node:fs";

import type { Member } from "../raft/types.ts";
import { type Cluster, readCluster } from "./cluster-file.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { inspectLog, type InspectedLog, isSoundLog } from "./inspect-log.ts";
import { copyDatabase, lockToLook, type Scratch } from "./look-only.ts";
import { identityOf, memberPaths, noCluster } from "./member-folder.ts";
import type { InspectState, LogFacts, StateFacts } from "./verify-report.ts";

export interface SurveyedMember {
  readonly name: string;
  /** Null: no log can be read in its folder, or there is none. */
  readonly log: LogFacts | null;
  readonly state: StateFacts | null;
  /** Its log is whole and it holds all that it promised. */
  readonly isSound: boolean;
  /** What is wrong, for people; empty: nothing. */
  readonly problem: string;
}

export interface Survey {
  readonly clusterId: string;
  readonly members: readonly SurveyedMember[];
  /** Whose log goes on. */
  readonly best: SurveyedMember | null;
  /** A new term is higher than every one of these. */
  readonly highestTerm: number;
  /** Known to be committed: some state holds it. */
  readonly committedIndex: number;
  /** Loud: what may be lost, or come to life, with this log. */
  readonly warnings: readonly string[];
}

export interface SurveyOptions {
  readonly dataDir: string;
  readonly scratch: Scratch;
  readonly inspect: InspectState;
  /** Whoever calls has all folders for itself. */
  readonly isLocked?: boolean;
  readonly step?: (sentence: string) => void;
}

/** Throws FolderRefusal where there is nothing to recover, or nothing to recover from. */
export function surveyCluster(options: SurveyOptions): Survey {
  const { dataDir, step = () => undefined } = options;
  const cluster = readCluster(dataDir);
  if (cluster === null) throw noCluster(dataDir);
  const found: Found[] = [];
  for (const member of cluster.members) {
    step(`Looking at ${member.name}`);
    found.push(lookAt(options, cluster, member));
  }
  const members = found.map(({ surveyed }) => surveyed);
  const best = bestOf(members);
  if (best === null) {
    throw new FolderRefusal(
      `No member's log in ${dataDir} can be read, so there is nothing to recover from. ` +
        `Make a new cluster of the last backup with "parley restore".`,
    );
  }
  const voters = votersIn(found.find(({ surveyed }) => surveyed === best)?.log ?? null);
  refuseMajority(dataDir, members, voters);
  const committedIndex = Math.max(0, ...members.map(({ state }) => state?.appliedIndex ?? 0));
  const highestTerm = Math.max(...members.map(({ log }) => log?.term ?? 0));
  const survey = { clusterId: cluster.clusterId, members, best, highestTerm, committedIndex };
  return { ...survey, warnings: warningsOf(survey, voters) };
}

interface Found {
  readonly surveyed: SurveyedMember;
  readonly log: InspectedLog | null;
}

function lookAt(
  { dataDir, scratch, inspect, isLocked = false }: SurveyOptions,
  cluster: Cluster,
  member: Member,
): Found {
  const { name } = member;
  const paths = memberPaths(dataDir, name);
  const without = (problem: string): Found => ({
    surveyed: { name, log: null, state: null, isSound: false, problem },
    log: null,
  });
  if (!existsSync(paths.folder)) return without("its folder is not here");
  const lock = isLocked ? null : lockToLook(paths.folder);
  try {
    const identity = identityOf(dataDir, cluster, member);
    if (!existsSync(paths.log)) return without("its log is missing");
    const log = inspectLog(paths, scratch, identity);
    const state = existsSync(paths.state) ? inspect(copyDatabase(scratch, paths.state)) : null;
    const isStateSound = state !== null && state.flaws.length === 0;
    const flaws = log.findings
      .filter(({ level }) => level === "unsound")
      .map(({ sentence }) => sentence);
    const surveyed: SurveyedMember = {
      name,
      log: log.facts,
      state: isStateSound ? state : null,
      isSound: isSoundLog(log),
      problem: flaws.join(" "),
    };
    return { surveyed, log };
  } catch (error) {
    if (error instanceof FolderRefusal) return without(error.message);
    throw error;
  } finally {
    lock?.release();
  }
}

/** As voters judge logs (§5.4.1); a log that lacks what it promised only when there is no other. */
function bestOf(members: readonly SurveyedMember[]): SurveyedMember | null {
  const [best] = members
    .filter(({ log }) => log !== null && log.lastIndex > 0)
    .toSorted(
      (one, other) =>
        Number(other.isSound) - Number(one.isSound) ||
        (other.log?.lastTerm ?? 0) - (one.log?.lastTerm ?? 0) ||
        (other.log?.lastIndex ?? 0) - (one.log?.lastIndex ?? 0),
    );
  return best ?? null;
}

function votersIn(log: InspectedLog | null): readonly string[] {
  const { configuration } = log ?? { configuration: null };
  if (configuration === null) return [];
  return configuration.members
    .filter(({ id }) => configuration.voters.includes(id))
    .map(({ name }) => name);
}

/** A majority that can still speak for the cluster loses nothing; whoever makes a new one of it does. */
function refuseMajority(
  dataDir: string,
  members: readonly SurveyedMember[],
  voters: readonly string[],
): void {
  const sound = members.filter(({ name, isSound }) => isSound && voters.includes(name));
  if (voters.length === 0 || 2 * sound.length <= voters.length) return;
  const names = sound.map(({ name }) => name).join(", ");
  throw new FolderRefusal(
    `Nothing in ${dataDir} needs to be recovered: ${names} of ${voters.length} voters are sound, and a majority loses ` +
      `nothing. Start them with "parley node start", then replace the others with "parley cluster replace".`,
  );
}

function warningsOf(
  { members, best, committedIndex }: Omit<Survey, "warnings">,
  voters: readonly string[],
): readonly string[] {
  const end = best?.log?.lastIndex ?? 0;
  const gone = members.filter(({ log }) => log === null).map(({ name }) => name);
  const warnings: string[] = [];
  if (gone.length > 0 || voters.length > members.length) {
    warnings.push(
      `What only ${gone.join(", ") || "members that are not here"} held is lost for good, also if people were told that it was sent.`,
    );
  }
  if (best?.isSound === false) {
    warnings.push(
      `No log is whole. The one of ${best.name} is taken up to entry ${end}; it once held more: ${best.problem}`,
    );
  }
  if (committedIndex > end) {
    warnings.push(
      `Entries ${end + 1} to ${committedIndex} were executed by some member and are in no log any more: they are lost.`,
    );
  }
  if (end > committedIndex) {
    warnings.push(
      `Entries ${committedIndex + 1} to ${end} may never have been acknowledged; they become part of the history now.`,
    );
  }
  return warnings;
}
