/**
 * What a node tells the others of itself every half second, and what a leader makes of the room on everybody's disk.
 * A leader without room takes no more writes and hands over to a voter that has some; one that has room, but no majority
 * with room beside it, takes none either: what it would append must fit on the disks of a majority.
 */
import type { Logger } from "../lib/logger.ts";
import type { Clock, DiskRoom, LogStatus, NodeReport } from "../ports.ts";
import { hasQuorum } from "../raft/quorum.ts";
import type { Configuration, RaftId } from "../raft/types.ts";
import type { PeerView } from "./known-peers.ts";

/** How often a node tells the others what the cluster page shows. */
const REPORT_MS = 500;

export interface ReportsOptions {
  readonly id: RaftId;
  readonly clock: Clock;
  readonly logger: Logger;
  status(): LogStatus;
  configuration(): Configuration;
  peers(): readonly PeerView[];
  /** What only the process knows of itself. */
  vitals(): Vitals;
  send(report: NodeReport): void;
  /** Leadership should go to this voter. */
  handOver(to: RaftId): void;
}

export type Vitals = Pick<
  NodeReport,
  "streams" | "memoryBytes" | "disk" | "notes" | "agreedIndex" | "divergedAt" | "featureLevel"
>;

export class Reports {
  readonly #options: ReportsOptions;
  readonly #startedAt: number;
  #mayWrite = true;
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(options: ReportsOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /** What this node would append, if it led, fits on the disks of a majority: as of the last report. */
  get mayWrite(): boolean {
    return this.#mayWrite;
  }

  start(): void {
    const options = this.#options;
    const { role, term, leader, lastIndex, commitIndex, appliedIndex, isRecovering } =
      options.status();
    const uptimeMs = Math.trunc(options.clock.now() - this.#startedAt);
    const own = options.vitals();
    const state = { role, term, leader, lastIndex, commitIndex, appliedIndex, isRecovering };
    options.send({ ...state, uptimeMs, ...own });
    this.#judge(own.disk, role === "leader");
    this.#cancel = options.clock.after(REPORT_MS, () => this.start());
  }

  /** Now, and not only when it is due. */
  tell(): void {
    if (this.#isClosed) return;
    this.#cancel();
    this.start();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #judge(disk: DiskRoom, isLeader: boolean): void {
    const { isFull } = disk;
    const { id, logger } = this.#options;
    const configuration = this.#options.configuration();
    const room = { id, configuration, isFull, peers: this.#options.peers() };
    const mayWrite = hasRoom(room);
    if (isLeader && mayWrite !== this.#mayWrite) {
      const words = mayWrite
        ? "writes are taken again"
        : "writes are refused: no room on the disks";
      logger.warn({ ownDiskIsFull: isFull }, words);
    }
    this.#mayWrite = mayWrite;
    const heir = isLeader && isFull ? heirOf(room) : null;
    if (heir !== null) this.#options.handOver(heir);
  }
}

export interface ClusterRoom {
  readonly id: RaftId;
  readonly configuration: Configuration;
  /** The own disk. */
  readonly isFull: boolean;
  readonly peers: readonly PeerView[];
}

/**
 * Whether a leader with these peers may go on appending. Nobody is refused for want of nodes that live: that is for the
 * log to find out; only when those that live would be enough, were their disks not full.
 */
export function hasRoom({ id, configuration, isFull, peers }: ClusterRoom): boolean {
  if (isFull) return false;
  const living = peers.filter(({ reachable }) => reachable);
  const full = new Set(living.filter(({ report }) => report?.disk.isFull === true).map(idOf));
  if (full.size === 0) return true;
  const alive = new Set([id, ...living.map(idOf)]);
  const isQuorumAlive = hasQuorum(configuration, (voter) => alive.has(voter));
  return !isQuorumAlive || hasQuorum(configuration, (one) => alive.has(one) && !full.has(one));
}

/** The voter to lead instead of this node, whose disk is full: the one with the longest log, if it could go on. */
export function heirOf(room: ClusterRoom): RaftId | null {
  const { configuration, peers } = room;
  const fit = peers.filter(
    ({ id, reachable, report }) =>
      reachable && report?.disk.isFull === false && configuration.voters.includes(id),
  );
  const [best] = fit.toSorted((one, other) => lastIndexOf(other) - lastIndexOf(one));
  // Seen from there, this node is one of those without room.
  if (best === undefined || !isRoomyWithout(room)) return null;
  return best.id;
}

function isRoomyWithout({ configuration, peers }: ClusterRoom): boolean {
  const roomy = peers.filter(({ reachable, report }) => reachable && report?.disk.isFull !== true);
  const ids = new Set(roomy.map(idOf));
  return hasQuorum(configuration, (voter) => ids.has(voter));
}

const idOf = ({ id }: PeerView): RaftId => id;
const lastIndexOf = ({ report }: PeerView): number => report?.lastIndex ?? 0;
