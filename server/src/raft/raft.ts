/**
 * The Raft member as a pure function of its input: `step(input)` returns the effects that the driver must
 * carry out, in order. No clock, no disk, no network, no randomness but the seed lives in here.
 */
import { assert, unreachable } from "../lib/assert.ts";
import { checkInvariants } from "./invariants.ts";
import { fingerprint } from "./fingerprint.ts";
import { newAbdication, tickAbdication } from "./abdication.ts";
import { connected, disconnected, tickClaims } from "./claims.ts";
import { Core } from "./core.ts";
import type { CoreOptions } from "./core-options.ts";
import { hasWon, lookedAgain, ownVoteDurable, peerLost, tickElection } from "./election.ts";
import {
  confirmRound,
  currentRound,
  leaderChanged,
  leaderReady,
  newReads,
  read,
  tickReads,
} from "./reads.ts";
import type { Reads } from "./reads.ts";
import { membersInPlay } from "./members-in-play.ts";
import { propose } from "./proposing.ts";
import { receive } from "./receive.ts";
import {
  advanceCommit,
  becomeLeader,
  flushCommit,
  hasUntoldCommit,
  onFetched,
  peerChanged,
  stampOf,
  tickLeader,
} from "./replication.ts";
import { changeMembers, completeChange } from "./reconfigure.ts";
import {
  neededSnapshots,
  onChunkRead,
  onChunkWritten,
  onSnapshotFinished,
  onSnapshotTaken,
  takeWhenGrown,
  tickSnapshots,
} from "./snapshot.ts";
import { TIMING } from "./timing.ts";
import { startTransfer, tellWhenEqual, tickTransfer } from "./transfer.ts";
import type {
  Configuration,
  Effect,
  Entry,
  Index,
  Input,
  LogBase,
  Member,
  RaftId,
  Role,
  Term,
} from "./types.ts";

export interface RaftStatus {
  readonly role: Role;
  readonly term: Term;
  readonly vote: RaftId | null;
  readonly leader: RaftId | null;
  readonly lastIndex: Index;
  readonly lastTerm: Term;
  readonly durableIndex: Index;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly isRecovering: boolean;
  /** Its votes and acknowledgements are worth something. */
  readonly isCounted: boolean;
}

export class Raft {
  readonly committedConfiguration = () => this.#core.log.committedConfiguration;
  readonly #core: Core;
  readonly #reads: Reads;
  readonly #abdication = newAbdication();

  constructor(options: CoreOptions) {
    this.#core = new Core(options);
    this.#reads = newReads(options.nonce);
  }

  step(input: Input): readonly Effect[] {
    const core = this.#core;
    assert(input.now >= core.now, "time does not run backwards");
    const passedMs = input.now - core.now;
    core.now = input.now;
    core.wall = input.wall;
    lookedAgain(core, passedMs);
    const { role, term, knownLeader } = core;
    const { isRecovering } = core.standing;
    const { configurationIndex } = core.log;
    this.#handle(input);
    if (hasWon(core)) becomeLeader(core);
    completeChange(core);
    // A round that is out may have all the answers that it still needs.
    const isChanged = core.log.configurationIndex !== configurationIndex;
    if (isChanged && core.role === "leader") confirmRound(core, this.#reads);
    const isLed = core.role === role && core.term === term && core.knownLeader === knownLeader;
    if (!isLed || core.standing.isRecovering !== isRecovering) leaderChanged(core, this.#reads);
    checkInvariants(core);
    return core.takeEffects();
  }

  /** When the next tick is due, monotone ms. */
  deadline(): number {
    const core = this.#core;
    const next = core.now + TIMING.tickMs;
    if (core.role === "leader") return Math.min(next, core.heartbeatAt);
    return Math.min(next, core.electionAt, core.campaignAt ?? next);
  }

  status(): RaftStatus {
    const { role, term, vote, knownLeader: leader, log, counts: isCounted } = this.#core;
    const { lastIndex, lastTerm, durableIndex, commitIndex, appliedIndex } = log;
    const { isRecovering } = this.#core.standing;
    return {
      role,
      term,
      vote,
      leader,
      lastIndex,
      lastTerm,
      durableIndex,
      commitIndex,
      appliedIndex,
      isRecovering,
      isCounted,
    };
  }

  /** The newest log time known here, ms since 1970. */
  time(): number {
    return this.#core.role === "leader" ? stampOf(this.#core) : this.#core.log.lastTime;
  }

  /** A hand-over is under way: proposals wait for how it ends. */
  get isTransferring(): boolean {
    return this.#core.transfer !== null;
  }

  /** This node leads, and some follower was not told yet how far it may apply. */
  get hasUntoldCommit(): boolean {
    return hasUntoldCommit(this.#core);
  }

  /** Everything but time that later steps depend on, as text: equal texts go on equally. */
  fingerprint(): string {
    return fingerprint(this.#core, this.#reads);
  }

  /** In force, whether committed or not. */
  configuration(): Configuration {
    return this.#core.log.configuration;
  }

  /** Everybody who is a member or may be one soon. */
  membersInPlay(): readonly Member[] {
    return membersInPlay(this.#core);
  }

  /** Empty for one whom no configuration names. */
  nameOf(id: RaftId): string {
    return this.#core.log.nameOf(id);
  }

  termAt(index: Index): Term | undefined {
    return this.#core.log.termAt(index);
  }

  /**
   * What a copy of the state at `index` says beside the state; null when a snapshot from the leader has overtaken it, or
   * the state is ahead of what is known of the log.
   */
  baseAt(index: Index, time: number): LogBase | null {
    const { log } = this.#core;
    return index < log.baseIndex || index > log.commitIndex ? null : log.baseAt(index, time);
  }

  /** Ids of the snapshots that must be kept; null: all of them. */
  neededSnapshots(): ReadonlySet<string> | null {
    return neededSnapshots(this.#core);
  }

  /** Entries from `from` to at most `until` if they are in memory, else null: read them from the store. */
  entriesInMemory(from: Index, until: Index, maxBytes: number): readonly Entry[] | null {
    return this.#core.log.isCached(from) ? this.#core.log.cached(from, until, maxBytes) : null;
  }

  #handle(input: Input): void {
    const core = this.#core;
    switch (input.kind) {
      case "message":
        return receive(core, this.#reads, input.message);
      case "tick":
        return this.#tick(input.loopDelayMs ?? 0);
      case "propose":
        return propose(core, input.proposals);
      case "read":
        return read(core, this.#reads, input.ids);
      case "storageDone":
        return this.#storageDone(input.id);
      case "applyDone":
        core.log.applied(input.index);
        tellWhenEqual(core);
        takeWhenGrown(core);
        return core.log.evict();
      case "fetched":
        return onFetched(core, input.to, input.from, input.entries);
      case "snapshotTaken":
        return onSnapshotTaken(core, input.snapshot);
      case "chunkRead":
        return onChunkRead(core, input);
      case "chunkWritten":
        return onChunkWritten(core, input.id, input.isSound);
      case "snapshotFinished":
        return onSnapshotFinished(core, input.id, input.isSound);
      case "flush":
        return flushCommit(core);
      case "transfer":
        return startTransfer(core, input.isAbdication === true, input.to);
      case "change":
        return changeMembers(core, input.id, input.change);
      case "peerUp":
        connected(core, input.peer);
        return peerChanged(core, input.peer, true);
      case "peerLeft":
        disconnected(core, input.peer);
        return peerChanged(core, input.peer, false);
      case "peerDown":
        disconnected(core, input.peer);
        peerChanged(core, input.peer, false);
        return peerLost(core, input.peer);
      default:
        return unreachable(input);
    }
  }

  #tick(loopDelayMs: number): void {
    tickElection(this.#core);
    tickAbdication(this.#core, this.#abdication, loopDelayMs);
    tickTransfer(this.#core);
    tickLeader(this.#core, currentRound(this.#reads));
    tickReads(this.#core, this.#reads);
    tickClaims(this.#core);
    tickSnapshots(this.#core);
  }

  #storageDone(id: number): void {
    const core = this.#core;
    for (const message of core.persisted(id)) core.send(message);
    ownVoteDurable(core);
    advanceCommit(core);
    leaderReady(core, this.#reads);
    core.log.evict();
  }
}
