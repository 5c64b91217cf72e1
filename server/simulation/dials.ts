/**
 * How hostile the world of one seed is. Swarm testing (Groce et al. 2012, and TigerBeetle's vopr): each seed
 * turns every dial by itself, often to zero, so that some worlds have one kind of fault in plenty and others a
 * little of everything.
 */
import type { CoreLimits } from "../src/raft/core-options.ts";
import type { SeededRandom } from "./seeded-random.ts";

export interface NetworkDials {
  /** Of a message, each way, microseconds. */
  readonly delayMinUs: number;
  readonly delayMaxUs: number;
  /** Now and then a message takes much longer. */
  readonly stragglerPerMille: number;
  readonly stragglerMaxUs: number;
  readonly lossPerMille: number;
  readonly duplicatePerMille: number;
  /** A duplicate may come so much later, out of any order. */
  readonly echoMaxUs: number;
  /** Messages overtake one another; else each direction is a stream. */
  readonly isUnordered: boolean;
  /** What was on its way when a connection broke arrives all the same, even at the next incarnation. */
  readonly ghostPerMille: number;
}

export interface DiskDials {
  readonly syncMinUs: number;
  readonly syncMaxUs: number;
  /** Now and then a sync takes much longer. */
  readonly hiccupPerMille: number;
  readonly hiccupMaxUs: number;
  /** Of 1000 crashes in the middle of a write, so many leave other bits of it than were written. */
  readonly corruptPerMille: number;
}

export type FaultKind =
  | "crash"
  | "powerCut"
  | "blackout"
  | "pause"
  | "isolate"
  | "split"
  | "oneWay"
  | "bridge"
  | "clog"
  | "reset"
  | "slowDisk"
  | "hungDisk"
  | "hungDisks"
  | "failingDisk"
  | "failingDisks"
  | "stalls"
  | "clockJump"
  | "goodbye"
  | "harm";

export interface Dials {
  /** The voters of the beginning. */
  readonly nodes: number;
  /** The real chat, or its model: then the world is about the log, and costs half as much. */
  readonly chat: "sqlite" | "model";
  /** Processes that may join later. With none the members never change. */
  readonly outside: number;
  /** Mean time between two changes of members. */
  readonly changeEveryMs: number;
  readonly clients: number;
  /** Between two operations of a client. */
  readonly thinkMaxMs: number;
  /** Of 1000 answers to clients, so many are lost. */
  readonly lostAnswerPerMille: number;
  readonly faultsUntilMs: number;
  /** Mean time between two faults. */
  readonly faultEveryMs: number;
  /** Longest life of a fault. */
  readonly outageMaxMs: number;
  readonly weights: ReadonlyMap<FaultKind, number>;
  /** Of 1000 faults that strike one node, so many strike the leader. */
  readonly leaderPerMille: number;
  /** Of 1000 new leaders, so many are struck right after their election, as in the paper's Figure 8. */
  readonly freshLeaderPerMille: number;
  /** Of 1000 steps in the making or the taking in of a snapshot, so many are the last before a crash. */
  readonly snapshotCrashPerMille: number;
  /** The same for leaders that have just begun to replace voters. */
  readonly replacingLeaderPerMille: number;
  readonly network: NetworkDials;
  readonly disk: DiskDials;
  readonly limits: Partial<CoreLimits>;
  /** Null: nobody takes snapshots, and logs stay whole. */
  readonly snapshots: Partial<CoreLimits> | null;
  readonly turnMaxUs: number;
  readonly timerLateMaxUs: number;
  /** Connections that break by themselves during partitions, instead of silence. */
  readonly partitionResetsPerMille: number;
  /** Entries between two notes of the state. */
  readonly noteEvery: number;
  /** In the last phase a minority stays dead until the majority has proven itself. */
  readonly leavesMinorityDead: boolean;
  /** Mean time between two disks that lose something; 0: none ever does. */
  readonly damageEveryMs: number;
}

export const FAULTS: readonly FaultKind[] = [
  "crash",
  "powerCut",
  "blackout",
  "pause",
  "isolate",
  "split",
  "oneWay",
  "bridge",
  "clog",
  "reset",
  "slowDisk",
  "hungDisk",
  "hungDisks",
  "failingDisk",
  "failingDisks",
  "stalls",
  "clockJump",
  "goodbye",
  "harm",
];
/** The rarer ones, which stop everything or last long. */
const RARE: ReadonlySet<FaultKind> = new Set([
  "blackout",
  "hungDisk",
  "hungDisks",
  "failingDisk",
  "failingDisks",
  "stalls",
  "harm",
]);

/** Often and short, or seldom and long: both at once would leave no quorum standing. */
const TEMPERS: readonly Pick<Dials, "faultEveryMs" | "outageMaxMs">[] = [
  { faultEveryMs: 100, outageMaxMs: 150 },
  { faultEveryMs: 150, outageMaxMs: 500 },
  { faultEveryMs: 250, outageMaxMs: 800 },
  { faultEveryMs: 500, outageMaxMs: 1_500 },
  { faultEveryMs: 1_000, outageMaxMs: 3_000 },
];

/** Of 1000 worlds, so many run the real chat: of the 2,000 of a normal run, 400. */
const REAL_CHAT_PER_MILLE = 200;
const PROCESSES_MAX = 7;

export function turnDials(random: SeededRandom): Dials {
  const nodes = random.pick([3, 3, 3, 5, 5, 5, 5, 5, 5, 1]);
  const dials = {
    nodes,
    clients: random.between(4, 8),
    thinkMaxMs: random.pick([10, 30, 60]),
    lostAnswerPerMille: random.pick([0, 20, 100, 300]),
    faultsUntilMs: random.between(8_000, 14_000),
    ...random.pick(TEMPERS),
    weights: turnWeights(random),
    leaderPerMille: random.pick([200, 500, 800]),
    freshLeaderPerMille: random.pick([0, 0, 300, 700]),
    network: turnNetwork(random),
    disk: turnDisk(random),
    limits: turnLimits(random),
    turnMaxUs: random.pick([50, 300, 2_000]),
    timerLateMaxUs: random.pick([200, 2_000, 15_000]),
    partitionResetsPerMille: random.pick([0, 300, 1000]),
    leavesMinorityDead: nodes > 1 && random.chance(300),
    outside: random.pick([0, 2, 2, PROCESSES_MAX - nodes]),
    changeEveryMs: random.pick([150, 400, 1_000]),
    replacingLeaderPerMille: random.pick([0, 300, 700]),
  };
  const chat = random.chance(REAL_CHAT_PER_MILLE) ? "sqlite" : "model";
  const snapshotCrashPerMille = random.pick([0, 20, 150]);
  const snapshots = turnSnapshots(random, chat);
  const damageEveryMs = random.pick([0, 0, 600, 1_500, 4_000]);
  // A snapshot is of use once an index behind it was compared: as often as they are taken.
  const noteEvery = random.pick(snapshots === null ? [10, 25, 60] : [4, 6, 10]);
  return { ...dials, chat, snapshotCrashPerMille, snapshots, damageEveryMs, noteEvery };
}

/** Of 1000 worlds, so many take snapshots. */
const SNAPSHOTS_PER_MILLE = 600;

/** So small that a world has many, of many parts, and that little of the log stays. */
function turnSnapshots(random: SeededRandom, chat: Dials["chat"]): Partial<CoreLimits> | null {
  if (!random.chance(SNAPSHOTS_PER_MILLE)) return null;
  const tailBytes = random.pick([0, 200, 2_000]);
  return {
    snapshotLogBytes: random.pick([300, 1_500, 5_000]),
    tailBytes,
    tailMaxBytes: tailBytes * random.pick([1, 5]),
    // A file of SQLite is large even when it holds little.
    snapshotChunkBytes: chat === "sqlite" ? 48 * 1024 : random.pick([300, 1_000, 8_000]),
    snapshotRateBytes: chat === "sqlite" ? 1 << 24 : random.pick([100_000, 1 << 24]),
  };
}

function turnWeights(random: SeededRandom): ReadonlyMap<FaultKind, number> {
  const chosen = FAULTS.filter(() => random.chance(600));
  const kinds = chosen.length > 0 ? chosen : FAULTS;
  return new Map(kinds.map((kind) => [kind, RARE.has(kind) ? 1 : random.between(2, 10)]));
}

function turnNetwork(random: SeededRandom): NetworkDials {
  // The longest is far apart: more than one notices a loss before the first has asked for votes.
  const delayMinUs = random.pick([50, 200, 1_000, 20_000]);
  return {
    delayMinUs,
    delayMaxUs: delayMinUs + random.pick([100, 1_000, 5_000, 20_000]),
    stragglerPerMille: random.pick([0, 0, 5, 30]),
    stragglerMaxUs: random.pick([50_000, 400_000, 2_000_000]),
    lossPerMille: random.pick([0, 0, 0, 10, 50, 150, 300]),
    duplicatePerMille: random.pick([0, 0, 20, 100, 400]),
    echoMaxUs: random.pick([0, 100_000, 1_000_000]),
    isUnordered: random.chance(400),
    ghostPerMille: random.pick([0, 0, 200, 800]),
  };
}

/** So small that a few messages reach them. */
function turnLimits(random: SeededRandom): Partial<CoreLimits> {
  return {
    ...(random.chance(500) ? { appendBytes: random.pick([1, 300, 2_000]) } : {}),
    ...(random.chance(500) ? { logCacheBytes: random.pick([1, 1_000, 10_000]) } : {}),
    ...(random.chance(200) ? { unappliedEntries: random.pick([4, 20]) } : {}),
  };
}

function turnDisk(random: SeededRandom): DiskDials {
  const syncMinUs = random.pick([50, 300, 2_000]);
  return {
    syncMinUs,
    syncMaxUs: syncMinUs + random.pick([300, 2_000, 15_000]),
    hiccupPerMille: random.pick([0, 5, 30]),
    hiccupMaxUs: random.pick([50_000, 300_000]),
    corruptPerMille: random.pick([0, 0, 250, 800, 1_000]),
  };
}

/** The last phase: everything works. */
export const HEALED_NETWORK: NetworkDials = {
  delayMinUs: 100,
  delayMaxUs: 2_000,
  stragglerPerMille: 0,
  stragglerMaxUs: 0,
  lossPerMille: 0,
  duplicatePerMille: 0,
  echoMaxUs: 0,
  isUnordered: false,
  ghostPerMille: 0,
};

export const HEALED_DISK: DiskDials = {
  syncMinUs: 200,
  syncMaxUs: 2_000,
  hiccupPerMille: 0,
  hiccupMaxUs: 0,
  corruptPerMille: 0,
};
