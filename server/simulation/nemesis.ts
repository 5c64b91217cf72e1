/** Breaks things at random moments, and mends each after a while: never more than recovery must survive. */
import type { FaultKind } from "./dials.ts";
import type { RaftId } from "../src/raft/types.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimProcess } from "./sim-process.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import type { VirtualNetwork } from "./virtual-network.ts";
import { NetworkNemesis } from "./network-nemesis.ts";
import type { NetworkFaultKind } from "./network-nemesis.ts";
import * as SPANS from "./nemesis-spans.ts";
import type { Survival } from "./survival.ts";
import { spared } from "./world.ts";
import type { World } from "./world.ts";

export interface NemesisOptions {
  readonly world: World;
  readonly network: VirtualNetwork;
  readonly processes: readonly SimProcess[];
  readonly survival: Survival;
}

export class Nemesis {
  readonly #world: World;
  readonly #network: VirtualNetwork;
  readonly #links: NetworkNemesis;
  readonly #all: readonly SimProcess[];
  readonly #survival: Survival;
  readonly #random: SeededRandom;
  readonly #kinds: readonly FaultKind[];
  #isOver = false;
  /** One state can be harmed, and a majority is still sound. */
  mayHarm: () => boolean = () => false;

  constructor({ world, network, processes, survival }: NemesisOptions) {
    this.#world = world;
    this.#network = network;
    this.#all = processes;
    this.#survival = survival;
    const random = world.random("nemesis");
    this.#random = random;
    const outage = this.#outage.bind(this);
    this.#links = new NetworkNemesis({ world, network, random, outage });
    this.#kinds = [...world.dials.weights].flatMap(([kind, weight]) =>
      Array.from({ length: weight }, () => kind),
    );
  }

  /** Nobody strikes those who have not come yet, or have gone for good. */
  get #processes(): readonly SimProcess[] {
    return this.#all.filter(({ isInService }) => isInService);
  }

  start(): void {
    const { dials, phase } = this.#world;
    this.#later(1, 2 * dials.faultEveryMs * phase.sparing, () => {
      this.#strike(this.#random.pick(this.#kinds));
      this.start();
    });
  }

  /** A leader was elected. Now and then it does not enjoy it for long. */
  elected(leader: RaftId): void {
    this.#strikeSoon(leader, this.#world.dials.freshLeaderPerMille, "fresh leader");
  }

  /** A leader has just begun to replace voters: both majorities count, and somebody else may have to finish it. */
  isReplacing(leader: RaftId): void {
    const { outageMaxMs, replacingLeaderPerMille } = this.#world.dials;
    // Long outages are common enough; more of them would leave nothing to look at.
    const perMille =
      outageMaxMs > SPANS.LONG_OUTAGE_MS ? SPANS.RARELY_PER_MILLE : replacingLeaderPerMille;
    this.#strikeSoon(leader, perMille, "leader in joint consensus");
  }

  /** A step in the making or the taking in of a snapshot: the next is not always reached. */
  snapshotStep(member: RaftId): void {
    const process = this.#processes.find(({ id }) => id === member);
    const { snapshotCrashPerMille } = this.#world.dials;
    if (process === undefined || !this.#random.chance(spared(snapshotCrashPerMille, this.#world)))
      return;
    this.#later(0, SPANS.SNAPSHOT_STEP_MAX_MS, () => {
      this.#note("crash at a snapshot");
      this.#kill(process, this.#random.chance(500));
    });
  }

  #strikeSoon(leader: RaftId, perMille: number, whom: string): void {
    const process = this.#processes.find(({ id }) => id === leader);
    if (process === undefined || !this.#random.chance(spared(perMille, this.#world))) return;
    const kind = this.#random.pick(["crash", "pause", "isolate"] as const);
    this.#later(0, SPANS.FRESH_MAX_MS, () => {
      this.#note(`${whom}: ${kind}`);
      if (kind === "crash") this.#kill(process, false);
      else if (kind === "pause") this.#pause(process);
      else this.#links.separate([process], this.#others(process), "both");
    });
  }

  /** Mends everything; `dead` stay dead. */
  heal(dead: readonly SimProcess[]): void {
    this.#isOver = true;
    this.#network.healAll();
    for (const process of this.#processes) {
      process.pace.isSlow = false;
      process.pace.hangsUntilUs = 0;
      process.pace.failsNextSync = false;
      process.resume();
      if (dead.includes(process)) process.kill(false);
      else if (!process.isAlive) process.start();
    }
  }

  #strike(kind: FaultKind): void {
    if (kind !== "harm") this.#note(kind);
    switch (kind) {
      case "crash":
        return this.#kill(this.#victim(), false);
      case "powerCut":
        return this.#kill(this.#victim(), true);
      case "blackout":
        for (const process of this.#processes) this.#kill(process, true);
        return;
      case "goodbye":
        return this.#stop(this.#victim());
      case "pause":
        return this.#pause(this.#victim());
      case "slowDisk":
        return this.#slowDisk(this.#victim());
      case "hungDisk":
        return this.#hangDisks([this.#victim()]);
      case "hungDisks":
        return this.#hangDisks(this.#processes);
      case "failingDisk":
        return this.#failDisks([this.#victim()]);
      case "failingDisks":
        return this.#failDisks(this.#processes);
      case "stalls":
        return this.#stall(this.#victim(), SPANS.STALLS);
      case "harm":
        return this.#harm(this.#victim());
      case "clockJump":
        this.#victim().clockFaults.wallOffsetMs = this.#random.between(
          -SPANS.HOUR_MS,
          SPANS.HOUR_MS,
        );
        return;
      case "reset":
      case "clog":
      case "isolate":
      case "split":
      case "oneWay":
      case "bridge":
        return this.#breakLinks(kind);
    }
  }

  #note(what: string): void {
    const { tally, trace, time } = this.#world;
    tally.add(`fault ${what}`);
    trace.note(time.nowUs, "nemesis", what);
  }

  #breakLinks(kind: NetworkFaultKind): void {
    const processes = this.#processes;
    if (processes.length > 1) this.#links.strike(kind, this.#victim(), processes);
  }

  #kill(process: SimProcess, losesPower: boolean): void {
    if (!process.isAlive || !this.#mayRestart(process)) return;
    process.kill(losesPower);
    this.#startLater(process);
  }

  #stop(process: SimProcess): void {
    if (process.node === null || process.isPaused || !this.#mayRestart(process)) return;
    process.stop(() => {
      if (this.#isOver) process.start();
      else this.#startLater(process);
    });
  }

  /** One more start in vain than it can remember, and it recovers for nothing: then others have to refill it. */
  #mayRestart(process: SimProcess): boolean {
    return !process.view.isAtLastStart || this.#survival.outlives(new Set([process]));
  }

  #startLater(process: SimProcess): void {
    this.#outage(() => {
      if (!process.isAlive) process.start();
    });
  }

  #pause(process: SimProcess): void {
    process.pause();
    const { lifeline } = process;
    this.#outage(() => {
      if (process.lifeline === lifeline) process.resume();
    });
  }

  /** One state at a time, where a majority can still be sound. */
  #harm(process: SimProcess): void {
    if (!this.mayHarm() || this.#all.some(({ guard }) => guard.isHarmed)) return;
    if (!this.#mayRestart(process) || !process.harm()) return;
    this.#note("harm");
    // Often a restart lies between the note and the comparison.
    if (this.#random.chance(SPANS.HARMED_CRASH_PER_MILLE))
      this.#later(0, SPANS.HARMED_CRASH_MAX_MS, () => this.#kill(process, false));
  }

  #slowDisk(process: SimProcess): void {
    const { pace } = process;
    pace.isSlow = true;
    this.#outage(() => {
      pace.isSlow = false;
    });
  }

  #hangDisks(processes: readonly SimProcess[]): void {
    const { nowUs } = this.#world.time;
    // One at a time: they last so long that more would leave no quorum standing.
    if (this.#processes.some(({ pace }) => pace.hangsUntilUs > nowUs)) return;
    const maxMs = processes.length === 1 ? SPANS.HANG_MAX_MS : SPANS.HANG_ALL_MAX_MS;
    const untilUs = nowUs + this.#random.between(maxMs / 2, maxMs) * US_PER_MS;
    for (const { pace } of processes) pace.hangsUntilUs = untilUs;
  }

  /** Their next writes end with an error; so do theirs who share one disk. */
  #failDisks(processes: readonly SimProcess[]): void {
    for (const { isAlive, view, pace } of processes)
      if (isAlive && !view.isAtLastStart) pace.failsNextSync = true;
  }

  /** A loop that comes round again and again, but each time too late. */
  #stall(process: SimProcess, times: number): void {
    const { lifeline } = process;
    if (times === 0 || lifeline === null) return;
    process.pause();
    this.#later(SPANS.STALL_MIN_MS, SPANS.STALL_MAX_MS, () => {
      if (process.lifeline !== lifeline) return;
      process.resume();
      this.#later(0, SPANS.STALL_GAP_MAX_MS, () => {
        if (process.lifeline === lifeline) this.#stall(process, times - 1);
      });
    });
  }

  #victim(): SimProcess {
    const leaders = this.#processes.filter((one) => one.node?.status().role === "leader");
    const wantsLeader = this.#random.chance(this.#world.dials.leaderPerMille);
    return this.#random.pick(wantsLeader && leaders.length > 0 ? leaders : this.#processes);
  }

  #others(process: SimProcess): readonly SimProcess[] {
    return this.#processes.filter((one) => one !== process);
  }

  #outage(end: () => void): void {
    this.#later(20, this.#world.dials.outageMaxMs, end);
  }

  #later(minMs: number, maxMs: number, run: () => void): void {
    const delayMs = this.#random.between(minMs, maxMs);
    this.#world.time.schedule(delayMs * US_PER_MS, null, () => {
      if (!this.#isOver) run();
    });
  }
}
