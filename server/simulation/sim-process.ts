/**
 * One machine and the process on it: the real driver and the real chat on a virtual clock, disk and network.
 * The machine outlives its processes; each start is a new incarnation with a lifeline of its own.
 */
import { silentLogger } from "../src/lib/logger.ts";
import type { StateDiverged } from "../src/chat/state-diverged.ts";
import { startNode } from "../src/node/node.ts";
import type { RunningNode } from "../src/node/node.ts";
import type { RaftStatus } from "../src/raft/raft.ts";
import type { Effect, Input, RaftId } from "../src/raft/types.ts";
import { DiskPace } from "./disk-pace.ts";
import { compareStates, crashDisk, openParts, vitalsOf } from "./incarnation.ts";
import type { Incarnation } from "./incarnation.ts";
import type { MachineOptions } from "./machine-options.ts";
import type { NodeView } from "./node-view.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimChat } from "./sim-chat.ts";
import { SimState } from "./sim-state.ts";
import { countSnapshots, isSnapshotStep } from "./snapshot-counts.ts";
import type { StateGuard } from "./state-guard.ts";
import { describeStep } from "./step-words.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import type { ClockFaults } from "./virtual-clock.ts";
import type { Lifeline } from "./virtual-time.ts";

/** From the end of a node that ended by itself to its next start: what the supervisor waits. */
const RESTART_MS = 500;
/** From the error of a disk to the end of the process, which has its last words to write. */
const LAST_WORDS_MAX_MS = 20;

export class SimProcess {
  readonly view: NodeView;
  readonly clockFaults: ClockFaults;
  readonly pace: DiskPace;
  readonly #options: MachineOptions;
  readonly #random: SeededRandom;
  readonly state: SimState;
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
    this.state = new SimState(options.world, this.name, this.#random);
    this.clockFaults = { wallOffsetMs: 0, turnMaxUs, timerLateMaxUs };
  }

  get id(): RaftId {
    return this.view.id;
  }

  get name(): string {
    return this.view.name;
  }

  get guard(): StateGuard {
    return this.state.guard;
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
    this.guard.restored();
  }

  /** Its state is not that of the others any more. False: it has none now. */
  harm(): boolean {
    const incarnation = this.#incarnation;
    if (incarnation === null || incarnation.node === null) return false;
    if (!this.state.harm(incarnation)) return false;
    // Live streams ended with that.
    this.restores += 1;
    return true;
  }

  /** Does nothing for one that runs, or is switched off for good. */
  start(): void {
    if (this.#isRetired || this.isAlive) return;
    this.#isWaiting = false;
    const { world, network, witness, onError } = this.#options;
    const { view, pace, clockFaults } = this;
    if (view.disk.mark?.mustRecopy === true) world.tally.add("logs copied");
    const parts = openParts({
      world,
      network,
      witness,
      view,
      pace,
      clockFaults,
      random: this.#random,
      state: this.state,
      onDiverged: (error) => this.#diverged(error),
      onDiskFailed: (error) => this.#diskFailed(error),
      onRestored: () => void (this.restores += 1),
      onError,
    });
    const { chat, clock, machine, peers, snapshots, store } = parts;
    const incarnation: Incarnation = { ...parts, node: null };
    this.#incarnation = incarnation;
    world.trace.note(world.time.nowUs, view.name, "START");
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
      vitals: () => vitalsOf(chat),
      confirmedIndex: () => chat.notes().agreedIndex,
      onStep: this.#stepped.bind(this),
    }).then((node) => {
      incarnation.node = node;
      compareStates(view.id, node, chat);
    }, onError);
  }

  /** As a real node does it: its state is put aside at once, it lets another one lead, ends, and is started again. */
  #diverged(error: StateDiverged): void {
    const { world, onError } = this.#options;
    const incarnation = this.#incarnation;
    world.trace.note(world.time.nowUs, this.name, "DIVERGED", () => error.message);
    try {
      this.guard.found(error);
    } catch (violation) {
      return onError(violation);
    }
    world.tally.add("states found harmed");
    if (this.view.isLeader) world.tally.add("leaders found harmed");
    this.state.putAside();
    const leave = (): void => this.#leave(incarnation);
    (this.node?.stepAside() ?? Promise.resolve()).then(leave, onError);
  }

  /** As a real node does it: it acknowledges nothing any more, ends, and the next start copies the log. */
  #diskFailed(error: Error): void {
    const { world } = this.#options;
    const incarnation = this.#incarnation;
    world.trace.note(world.time.nowUs, this.name, "DISK FAILED", () => error.message);
    world.tally.add("disks failed");
    if (this.view.isLeader) world.tally.add("leaders whose disk failed");
    const wordsMs = this.#random.below(LAST_WORDS_MAX_MS);
    world.time.schedule(wordsMs * US_PER_MS, null, () => this.#leave(incarnation));
  }

  /** It ends by itself, and its supervisor starts it again. */
  #leave(incarnation: Incarnation | null): void {
    if (this.#incarnation !== incarnation) return;
    this.kill(false);
    this.#options.world.time.schedule(RESTART_MS * US_PER_MS, null, () => this.start());
  }

  #stepped(input: Input, effects: readonly Effect[], status: RaftStatus): void {
    const { world, witness } = this.#options;
    world.tally.add("steps");
    world.trace.note(world.time.nowUs, this.name, input.kind, () => describeStep(input, effects));
    world.trace.mix(effects.length);
    countSnapshots(world.tally, input, effects);
    if (isSnapshotStep(input, effects)) witness.onSnapshotStep(this.id);
    const inForce = this.node?.configuration() ?? null;
    const step = { input, effects, status, inForce };
    world.spec?.stepped(this.id, step);
    witness.stepped(this.view, step);
  }

  /** SIGKILL, or with `losesPower` the plug: then what was not synced may be gone. */
  kill(losesPower: boolean): void {
    const incarnation = this.#end();
    if (incarnation === null) return;
    const { world, network, witness } = this.#options;
    if (this.view.isLeader) world.tally.add("leaders killed");
    const { corruptPerMille } = this.pace.dials;
    const random = this.#random;
    const fate = crashDisk(incarnation, this.view, { random, losesPower, corruptPerMille });
    this.pace.failsNextSync = false;
    incarnation.machine.leaveCopy();
    if (losesPower) this.state.powerCut();
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
