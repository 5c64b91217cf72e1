/**
 * One machine and the process on it: the real driver and the real chat on a virtual clock, disk and network.
 * The machine outlives its processes; each start is a new incarnation with a lifeline of its own.
 */
import { silentLogger } from "../src/lib/logger.ts";
import { startNode } from "../src/node/node.ts";
import type { RunningNode } from "../src/node/node.ts";
import type { RaftStatus } from "../src/raft/raft.ts";
import type { Effect, Input, RaftId } from "../src/raft/types.ts";
import { openMemoryLogStore } from "../src/storage/memory-log-store.ts";
import { DiskPace } from "./disk-pace.ts";
import type { NodeView } from "./node-view.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { openChat } from "./sim-chat.ts";
import type { SimChat } from "./sim-chat.ts";
import { countSnapshots, isSnapshotStep } from "./snapshot-counts.ts";
import { StateCopies } from "./state-copies.ts";
import { describeStep } from "./step-words.ts";
import { VirtualClock } from "./virtual-clock.ts";
import type { ClockFaults } from "./virtual-clock.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import { VirtualPeers } from "./virtual-peers.ts";
import { Lifeline } from "./virtual-time.ts";
import { WatchedMachine } from "./watched-machine.ts";
import { WatchedLogStore } from "./watched-log-store.ts";
import { openWatchedSnapshots } from "./watched-snapshot-store.ts";
import type { WatchedSnapshotStore } from "./watched-snapshot-store.ts";
import type { Witness } from "./witness.ts";
import type { World } from "./world.ts";

export interface MachineOptions {
  readonly world: World;
  readonly view: NodeView;
  /** It starts when it is asked to join, not with the world. */
  readonly isOutside: boolean;
  readonly network: VirtualNetwork;
  readonly witness: Witness;
  /** A promise of the simulated program failed: the simulation ends. */
  readonly onError: (error: unknown) => void;
}

/** What lives as long as one process. */
interface Incarnation {
  readonly lifeline: Lifeline;
  readonly peers: VirtualPeers;
  readonly machine: WatchedMachine;
  readonly chat: SimChat;
  readonly store: WatchedLogStore;
  readonly snapshots: WatchedSnapshotStore | null;
  node: RunningNode | null;
}

export class SimProcess {
  readonly view: NodeView;
  readonly clockFaults: ClockFaults;
  readonly pace: DiskPace;
  readonly #options: MachineOptions;
  readonly #random: SeededRandom;
  readonly #copies = new StateCopies();
  #incarnation: Incarnation | null = null;
  #isStopping = false;
  #isWaiting: boolean;
  #isRetired = false;
  /** Snapshots that took the place of the state: live streams from before are over. */
  restores = 0;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.view = options.view;
    this.#isWaiting = options.isOutside;
    this.#random = options.world.random(`machine ${options.view.name}`);
    const { turnMaxUs, timerLateMaxUs } = options.world.dials;
    this.pace = new DiskPace(
      options.world.dials.disk,
      this.#random,
      () => options.world.time.nowUs,
    );
    this.clockFaults = { wallOffsetMs: 0, turnMaxUs, timerLateMaxUs };
  }

  get id(): RaftId {
    return this.view.id;
  }

  get name(): string {
    return this.view.name;
  }

  get isAlive(): boolean {
    return this.#incarnation !== null;
  }

  get isPaused(): boolean {
    return this.#incarnation?.lifeline.isPaused === true;
  }

  /** On its way to an orderly end. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Outside, and never started. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Removed from the cluster and switched off for good. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  get isInService(): boolean {
    return !this.#isWaiting && !this.#isRetired;
  }

  /** Null while there is no process, or none that is ready. */
  get node(): RunningNode | null {
    return this.#incarnation?.node ?? null;
  }

  get chat(): SimChat | null {
    return this.#incarnation?.chat ?? null;
  }

  get lifeline(): Lifeline | null {
    return this.#incarnation?.lifeline ?? null;
  }

  retire(): void {
    this.kill(false);
    this.#isRetired = true;
  }

  /** Does nothing for one that is switched off for good. */
  start(): void {
    if (this.#isRetired) return;
    this.#isWaiting = false;
    const { world, network, witness, onError } = this.#options;
    const { time } = world;
    const { view } = this;
    const lifeline = new Lifeline();
    const clock = new VirtualClock(time, lifeline, this.#random, this.clockFaults);
    const onSend = witness.sent.bind(witness, view);
    const peers = new VirtualPeers({ id: view.id, network, time, lifeline, onSend });
    const copy = this.#copies.forStart(this.#random, world.tally);
    const chat = openChat(world.dials.chat, clock, copy);
    const latencyMs = this.pace.latencyMs.bind(this.pace);
    const store = new WatchedLogStore(
      openMemoryLogStore({ disk: view.disk, clock, latencyMs }),
      (base) => {
        world.tally.add("entries compacted", base.index - view.baseWritten);
        witness.snapshots.baseWritten(view, base);
      },
    );
    const machine = new WatchedMachine({
      chat,
      copies: this.#copies,
      random: this.#random,
      clock,
      onOpen: (appliedIndex) => witness.started(view, appliedIndex),
      onApply: witness.applied.bind(witness, view),
      onError,
    });
    const onRestored = (): void => {
      this.restores += 1;
    };
    const rules = witness.snapshots;
    const snapshots = openWatchedSnapshots({
      world,
      view,
      rules,
      clock,
      latencyMs,
      chat,
      onRestored,
    });
    const parts = { lifeline, peers, machine, chat, store, snapshots };
    const incarnation: Incarnation = { ...parts, node: null };
    this.#incarnation = incarnation;
    world.trace.note(time.nowUs, view.name, "START");
    startNode({
      id: view.id,
      clock,
      store,
      peers,
      stateMachine: machine,
      snapshots,
      logger: silentLogger,
      limits: { ...world.dials.limits, ...world.dials.snapshots },
      seed: this.#random.uint32(),
      nonce: this.#random.uint32().toString(16),
      vitals: () => ({ streams: 0, memoryBytes: 0, disk: { freeBytes: null, isFull: false } }),
      onStep: this.#stepped.bind(this),
    }).then((node) => {
      incarnation.node = node;
    }, onError);
  }

  #stepped(input: Input, effects: readonly Effect[], status: RaftStatus): void {
    const { world, witness } = this.#options;
    world.tally.add("steps");
    world.trace.note(world.time.nowUs, this.name, input.kind, () => describeStep(input, effects));
    world.trace.mix(effects.length);
    countSnapshots(world.tally, input, effects);
    if (isSnapshotStep(input, effects)) witness.onSnapshotStep(this.id);
    const inForce = this.node?.configuration() ?? null;
    witness.stepped(this.view, { input, effects, status, inForce });
  }

  /** SIGKILL, or with `losesPower` the plug: then what was not synced may be gone. */
  kill(losesPower: boolean): void {
    const incarnation = this.#end();
    if (incarnation === null) return;
    const { world, network, witness } = this.#options;
    if (this.view.isLeader) world.tally.add("leaders killed");
    const fate = this.#crashDisk(incarnation);
    incarnation.machine.leaveCopy();
    if (losesPower && this.#copies.powerCut(this.#random)) world.tally.add("state older");
    world.tally.add(`disk write ${fate}`);
    world.trace.note(world.time.nowUs, this.name, losesPower ? "POWER CUT" : "KILL", () => fate);
    network.leave(incarnation.peers, false);
    witness.crashed(this.view);
    this.#close(incarnation.chat);
  }

  /**
   * An orderly end: leadership is handed over, what waits is answered, the peers hear a goodbye, the last write
   * is finished.
   */
  stop(done: () => void): void {
    const { world, onError } = this.#options;
    const incarnation = this.#incarnation;
    const node = incarnation?.node ?? null;
    if (incarnation === null || node === null || this.#isStopping) return;
    world.trace.note(world.time.nowUs, this.name, "STOP");
    this.#isStopping = true;
    node
      .handOver()
      .then(() => node.close())
      .then(() => this.#stopped(incarnation, done), onError);
  }

  #stopped(incarnation: Incarnation, done: () => void): void {
    if (this.#incarnation !== incarnation) return;
    this.#end();
    this.#options.witness.crashed(this.view);
    done();
  }

  pause(): void {
    const { lifeline } = this;
    const { world } = this.#options;
    if (lifeline === null || lifeline.isPaused) return;
    world.trace.note(world.time.nowUs, this.name, "PAUSE");
    world.time.pause(lifeline);
  }

  resume(): void {
    const { lifeline } = this;
    const { world } = this.#options;
    if (lifeline === null || !lifeline.isPaused) return;
    world.trace.note(world.time.nowUs, this.name, "RESUME");
    world.time.resume(lifeline);
  }

  /** At the end of the world. */
  dispose(): void {
    const incarnation = this.#end();
    if (incarnation !== null) this.#close(incarnation.chat);
  }

  /** What became of a write under way: kept, lost, or torn and so dropped by the next start. */
  #crashDisk({ store, snapshots }: Incarnation): "idle" | "kept" | "lost" | "torn" {
    store.kill();
    snapshots?.kill();
    const fate = this.#random.pick(["kept", "lost", "torn"] as const);
    this.view.disk.crash({ keepUnsynced: fate === "kept" ? 1 : 0, tear: fate === "torn" });
    return store.isWriting ? fate : "idle";
  }

  #end(): Incarnation | null {
    const incarnation = this.#incarnation;
    if (incarnation === null) return null;
    incarnation.lifeline.isDead = true;
    this.#isStopping = false;
    this.#incarnation = null;
    return incarnation;
  }

  #close(chat: SimChat): void {
    chat.close().then(() => undefined, this.#options.onError);
  }
}
