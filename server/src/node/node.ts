/** A running member: the `Log` that chat and rpc see, over the driver. */
import type { Applied, Log, LogStatus, Membership, StoredLog } from "../ports.ts";
import type { Configuration, Index, MembershipChange, RaftId } from "../raft/types.ts";
import { Driver } from "./driver.ts";
import type { HeldSnapshots } from "./held-snapshots.ts";
import { KnownPeers } from "./known-peers.ts";
import type { PeerView } from "./known-peers.ts";
import { Listeners } from "./listeners.ts";
import { MemberCalls } from "./member-calls.ts";
import { MessageRefusals } from "./message-refusals.ts";
import type { NodeOptions } from "./node-options.ts";
import { refusal } from "./proposals.ts";
import { Reports } from "./reports.ts";
import { distrustShortLog, recoverState } from "./recover-state.ts";
import type { RecoveredState } from "./recover-state.ts";
import { RecoveryNews } from "./recovery-news.ts";

export type { PeerView };

/** Opens the stores, joins the peers and takes part. The stores and peers given are closed by `close`. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { store, stateMachine, snapshots } = options;
  const [found, opened] = await Promise.all([store.load(), stateMachine.open()]);
  const confirmedIndex = options.confirmedIndex?.() ?? Number.MAX_SAFE_INTEGER;
  const recovered = await recoverState(snapshots, found, { ...opened, confirmedIndex });
  const stored = await distrustShortLog(store, found, recovered.appliedIndex);
  const node = new RunningNode(options, stored, recovered);
  await node.join();
  return node;
}

export class RunningNode implements Log, Membership {
  readonly committedConfiguration = () => this.#driver.raft.committedConfiguration();
  readonly holdSnapshot: HeldSnapshots["hold"] = (...of) => this.#driver.held.hold(...of);
  readonly #options: NodeOptions;
  readonly messageRefusals: MessageRefusals;
  readonly #driver: Driver;
  readonly #known = new KnownPeers();
  readonly #recovery: RecoveryNews;
  readonly #leaderChanges = new Listeners<readonly [LogStatus]>();
  readonly #applies = new Listeners<readonly [Index]>();
  readonly #configurations = new Listeners<readonly [Configuration, boolean]>();
  readonly #reported = new Listeners<readonly []>();
  readonly #memberCalls: MemberCalls;
  readonly #reports: Reports;
  #isDraining = false;

  constructor(options: NodeOptions, stored: StoredLog, recovered: RecoveredState) {
    this.#options = options;
    const status = (): LogStatus => this.status();
    const configuration = (): Configuration => this.configuration();
    this.#recovery = new RecoveryNews({ ...options, status, configuration });
    this.#reports = new Reports({
      ...options,
      status,
      configuration,
      peers: () => this.peers(),
      send: (report) => options.peers.sendReport(report),
      handOver: (to) => void this.#memberCalls.handOver({ to }), // never rejects
    });
    this.messageRefusals = new MessageRefusals(options.logger, options.clock);
    this.#driver = new Driver({
      ...options,
      stored,
      recovered,
      onStatus: (role, term, leader) => {
        options.logger.info(
          { role, term, leader: leader === null ? "" : this.#nameOf(leader) },
          "leadership",
        );
        this.#leaderChanges.tell(this.status());
      },
      onStanding: (isRecovering, incarnation) => {
        this.#recovery.tell(isRecovering, incarnation);
        this.#leaderChanges.tell(this.status());
      },
      onMembersTold: () => this.#shareMembers(),
      onRefused: (refused) => this.messageRefusals.add(refused),
      onApplied: (index) => this.#applies.tell(index),
      onConfiguration: (configuration, isCommitted) => {
        this.#shareMembers();
        this.#configurations.tell(configuration, isCommitted);
      },
    });
    this.#recovery.started(stored.standing);
    this.#memberCalls = new MemberCalls(this.#driver);
  }

  async join(): Promise<void> {
    await this.#options.peers.start({
      message: (message) => this.#driver.enqueue({ kind: "message", message }),
      up: (peer) => {
        this.#known.reachable(peer, true, this.#options.clock.now());
        this.#driver.enqueue({ kind: "peerUp", peer });
      },
      down: (peer, graceful) => {
        this.#known.reachable(peer, false, this.#options.clock.now());
        // A graceful close says nothing of the leader's health: the next heartbeats decide.
        this.#driver.enqueue({ kind: graceful ? "peerLeft" : "peerDown", peer });
      },
      report: (peer, report) => {
        this.#known.reported(peer, report, this.#options.clock.now());
        this.#reported.tell();
      },
    });
    this.#shareMembers();
    this.#reports.start();
  }

  /** Reports to the others now, not only when it is due. */
  tell(): void {
    this.#reports.tell();
  }

  propose(command: Uint8Array, deadlineMs: number): Promise<Applied> {
    const { role, term, leader } = this.#driver.raft.status();
    if (this.#isDraining) return Promise.reject(refusal("DRAINING", "", term));
    if (role !== "leader" && leader !== null) return Promise.reject(this.#refusal("NOT_LEADER"));
    if (role === "leader" && !this.#reports.mayWrite)
      return Promise.reject(this.#refusal("DISK_FULL"));
    return new Promise((resolve, reject) => {
      const now = this.#driver.now();
      const waiter = {
        deadlineAt: now + deadlineMs,
        resolve,
        reject: (reason: Parameters<typeof refusal>[0]) => reject(this.#refusal(reason)),
      };
      this.#driver.proposals.add(command, waiter, role === "leader", now);
      this.#driver.wake();
    });
  }

  readIndex(deadlineMs: number): Promise<{ readonly index: Index; readonly time: number }> {
    return new Promise((resolve, reject) => {
      this.#driver.reads.add({
        deadlineAt: this.#driver.now() + deadlineMs,
        resolve: (index, time) => resolve({ index, time }),
        reject: (reason) => reject(this.#refusal(reason)),
      });
      this.#driver.wake();
    });
  }

  waitApplied(index: Index, deadlineMs: number): Promise<void> {
    if (index <= this.#driver.appliedIndex) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#driver.reads.addConfirmed(index, {
        deadlineAt: this.#driver.now() + deadlineMs,
        resolve: () => resolve(),
        reject: (reason) => reject(this.#refusal(reason)),
      });
      this.#driver.wake();
    });
  }

  status(): LogStatus {
    const { role, term, leader, lastIndex, commitIndex, isRecovering } = this.#driver.raft.status();
    return {
      node: this.#nameOf(this.#options.id),
      role,
      term,
      leader: leader === null ? "" : this.#nameOf(leader),
      lastIndex,
      commitIndex,
      appliedIndex: this.#driver.appliedIndex,
      time: this.#driver.raft.time(),
      hasQuorum: leader !== null,
      isRecovering,
    };
  }

  configuration(): Configuration {
    return this.#driver.raft.configuration();
  }

  /** Every other member, as this node sees it. */
  peers(): readonly PeerView[] {
    const others = this.configuration().members.filter((member) => member.id !== this.#options.id);
    const now = this.#options.clock.now();
    return others.map((member) => this.#known.viewOf(member, now));
  }

  onLeaderChange(listener: (status: LogStatus) => void): () => void {
    return this.#leaderChanges.add(listener);
  }

  onApplied(listener: (index: Index) => void): () => void {
    return this.#applies.add(listener);
  }

  /** Called after another member's report came. Returns the way to stop. */
  onReport(listener: () => void): () => void {
    return this.#reported.add(listener);
  }

  /** Called after another configuration is in force, and again when it is committed. Returns the way to stop. */
  onConfiguration(
    listener: (configuration: Configuration, isCommitted: boolean) => void,
  ): () => void {
    return this.#configurations.add(listener);
  }

  /** Resolves when the final configuration is committed and in force; rejects with MembershipRefusal. */
  changeMembers(change: MembershipChange, deadlineMs: number): Promise<Configuration> {
    if (this.#isDraining) return Promise.reject(this.#memberCalls.refusal("BUSY", []));
    return this.#memberCalls.change(change, deadlineMs);
  }

  /** To this voter, or to the best. Resolves with the name of who leads next; rejects with MembershipRefusal. */
  transferLeadership(to: RaftId | null, deadlineMs: number): Promise<string> {
    return this.#memberCalls.transfer(to === null ? {} : { to }, deadlineMs);
  }

  /** If this node leads, lets another one lead. Resolves when that is known, or was not possible in time. */
  handOver(): Promise<void> {
    return this.#memberCalls.handOver({});
  }

  /**
   * Its state is not to be believed any more, and nothing will be applied: takes no writes, tells the others, and lets
   * another one lead without waiting for anything of its own.
   */
  stepAside(): Promise<void> {
    this.drain();
    this.tell();
    return this.#memberCalls.handOver({ isAbdication: true });
  }

  /** New writes are refused from now on; what is in the log is still answered. */
  drain(): void {
    this.#isDraining = true;
  }

  async close(): Promise<void> {
    this.drain();
    this.#recovery.close();
    this.#reports.close();
    this.#driver.close();
    await this.#options.peers.close();
    await this.#options.snapshots?.close();
    await this.#options.stateMachine.close();
    await this.#options.store.close();
  }

  #refusal(reason: Parameters<typeof refusal>[0]) {
    const { term, leader } = this.#driver.raft.status();
    return refusal(reason, leader === null ? "" : this.#nameOf(leader), term);
  }

  /** Whom to be connected with: everybody who is a member, or may be one soon. */
  #shareMembers(): void {
    const known = this.#driver.raft.membersInPlay();
    // One whose whole log is gone knows nobody either, but was somebody: those of cluster.json can refill it.
    const { isRecovering } = this.#driver.raft.status();
    const members = known.length === 0 && isRecovering ? (this.#options.contacts ?? []) : known;
    // A node that waits to be added knows nobody, and must not say goodbye to whoever speaks to it.
    if (members.length > 0) this.#options.peers.setMembers(members);
  }

  #nameOf(id: RaftId): string {
    return this.#driver.raft.nameOf(id);
  }
}
