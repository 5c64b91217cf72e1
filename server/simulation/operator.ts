/**
 * Changes the members while everything else goes on: adds a process that waits outside, promotes, removes and replaces,
 * the leader too, and hands leadership over. Asks whoever believes to lead, sometimes twice at once, and takes no for an
 * answer. Who was removed for good is switched off a while later. Now and then a machine is lost for ever, with its disk,
 * and has to be replaced.
 */
import { MembershipRefusal } from "../src/ports.ts";
import type { RunningNode } from "../src/node/node.ts";
import type { Configuration, MembershipChange, RaftId } from "../src/raft/types.ts";
import { memberOf } from "./first-members.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { SimProcess } from "./sim-process.ts";
import type { Survival } from "./survival.ts";
import { US_PER_MS } from "./virtual-clock.ts";
import type { Lifeline } from "./virtual-time.ts";
import type { Witness } from "./witness.ts";
import type { World } from "./world.ts";

const DEADLINE_MS = 3_000;
/** From the end of a change until those removed are switched off: meanwhile they may try to disturb. */
const SWITCH_OFF_MAX_MS = 3_000;
/** Of 1000 changes, so many are asked for twice at once. */
const TWICE_PER_MILLE = 150;
/** Of 1000 occasions, so many lose a machine. For a while after it nothing is changed: its silence must be noticed first. */
const LOSE_PER_MILLE = 50;
const QUIET_MS = 1_000;
/** With fewer, a lost machine means that hardly anything gets done: each fault stops the rest. */
const VOTERS_TO_LOSE_ONE = 5;
const RETURN_PER_MILLE = 200;
const REMOVE_LEADER_PER_MILLE = 400;
/** Of 1000 changes to one or two voters, so many are made. */
const SMALL_PER_MILLE = 150;

export interface OperatorOptions {
  readonly world: World;
  readonly processes: readonly SimProcess[];
  readonly witness: Pick<Witness, "membersInPlay">;
  readonly survival: Survival;
  readonly onError: (error: unknown) => void;
  /** While a disk is damaged nobody changes the members: too few might be left to refill it. */
  readonly disks: { readonly isAnyDamaged: boolean };
}

interface Question {
  /** Who was asked. */
  readonly lifeline: Lifeline;
  /** Null when it is not about voters. */
  readonly voters: readonly RaftId[] | null;
}

export class Operator {
  readonly #world: World;
  readonly #processes: readonly SimProcess[];
  readonly #witness: OperatorOptions["witness"];
  readonly #survival: Survival;
  readonly #onError: (error: unknown) => void;
  readonly #disks: OperatorOptions["disks"];
  readonly #random: SeededRandom;
  /** Questions without an answer. */
  readonly #open = new Set<Question>();
  #quietUntilUs = 0;
  #isOver = false;

  constructor({ world, witness, processes, survival, onError, disks }: OperatorOptions) {
    this.#world = world;
    this.#processes = processes;
    this.#survival = survival;
    this.#witness = witness;
    this.#onError = onError;
    this.#disks = disks;
    this.#random = world.random("operator");
  }

  /** A change was asked for and may begin yet. */
  get isChanging(): boolean {
    return this.#living.length > 0;
  }

  /** Sets of voters that are asked for and may begin yet, also by a leader that is paused now. */
  get asked(): readonly (readonly RaftId[])[] {
    return this.#living.flatMap(({ voters }) => (voters === null ? [] : [voters]));
  }

  get #living(): readonly Question[] {
    return [...this.#open].filter(({ lifeline }) => !lifeline.isDead);
  }

  start(): void {
    const { dials } = this.#world;
    if (dials.outside === 0 || this.#isOver) return;
    this.#later(this.#random.between(1, 2 * dials.changeEveryMs), () => {
      if (this.#isOver) return;
      this.#act();
      this.start();
    });
  }

  stop(): void {
    this.#isOver = true;
  }

  /** Whatever becomes of what was asked for: one of the voters may be wrong, and most are not. */
  get leavesSoundMajority(): boolean {
    const isLarge = (set: readonly RaftId[]): boolean => set.length === 0 || set.length >= 3;
    return (
      !this.isChanging &&
      this.#witness.membersInPlay.every((one) => isLarge(one.voters) && isLarge(one.outgoing))
    );
  }

  #act(): void {
    if (this.#world.time.nowUs < this.#quietUntilUs || this.#disks.isAnyDamaged) return;
    if (this.#random.chance(LOSE_PER_MILLE)) return this.#loseMachine();
    const leaders = this.#processes.filter(({ node }) => node?.status().role === "leader");
    const leader = leaders.length === 0 ? null : this.#random.pick(leaders);
    if (leader?.node === null || leader === null) return;
    const times = this.#random.chance(TWICE_PER_MILLE) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      if (this.#random.chance(150)) this.#transfer(leader, leader.node);
      else this.#change(leader, leader.node);
    }
  }

  /** Never so that a configuration that may be in force soon is left without a quorum. */
  #loseMachine(): void {
    const standing = this.#processes.filter(({ isInService }) => isInService);
    if (this.isChanging || standing.some(({ isPaused }) => isPaused)) return;
    const lost = this.#random.pick(standing);
    const stands = (id: RaftId): boolean => standing.some((process) => process.id === id);
    const inPlay = this.#witness.membersInPlay;
    // One at a time: the last one has been replaced.
    if (!inPlay.every(({ voters }) => voters.includes(lost.id) && voters.every(stands))) return;
    if (inPlay.some(({ voters }) => voters.length < VOTERS_TO_LOSE_ONE)) return;
    if (!this.#survival.outlives(new Set([lost]))) return;
    this.#note("machine lost");
    lost.kill(true);
    lost.retire();
    this.#quietUntilUs = this.#world.time.nowUs + QUIET_MS * US_PER_MS;
  }

  #change(leader: SimProcess, node: RunningNode): void {
    const change = this.#choose(node.configuration(), leader.id);
    if (change === null) return;
    const isSmall = change.kind === "setVoters" && change.voters.length < 3;
    if (isSmall && this.#processes.some(({ guard }) => guard.isHarmed)) return;
    this.#note(change.kind);
    const voters = change.kind === "setVoters" ? change.voters : null;
    this.#ask(leader, voters, async () => {
      const configuration = await node.changeMembers(change, DEADLINE_MS);
      this.#world.tally.add(`change ${change.kind} done`);
      this.#switchOff(configuration);
    });
  }

  #transfer(leader: SimProcess, node: RunningNode): void {
    const to = this.#random.chance(500) ? this.#random.pick(node.configuration().voters) : null;
    this.#note("transfer");
    this.#ask(leader, null, async () => {
      await node.transferLeadership(to, DEADLINE_MS);
      this.#world.tally.add("change transfer done");
    });
  }

  #choose(configuration: Configuration, leader: RaftId): MembershipChange | null {
    const { voters, learners } = configuration;
    const random = this.#random;
    const dice = random.below(100);
    const gone = this.#processes.find(({ id, isRetired }) => isRetired && voters.includes(id));
    if (gone !== undefined && dice < 80) return this.#withoutLost(configuration, gone.id);
    // Two voters stand still whenever one falls: a cluster of one grows to three at once, if it is patient.
    const isSmall = voters.length + Math.min(learners.length, 1) <= 2;
    if (isSmall && !random.chance(SMALL_PER_MILLE)) return this.#add(configuration);
    if (voters.length === 1 && learners.length > 1) return setVoters([...voters, ...learners]);
    if (learners.length > 0 && dice < 40) {
      const promoted = random.pick(learners);
      const isSwap = voters.length > 1 && random.chance(500);
      const leaving = isSwap ? this.#leaving(voters, leader) : null;
      return setVoters([...voters.filter((id) => id !== leaving), promoted]);
    }
    if (learners.length > 0 && dice < 50)
      return { kind: "removeLearner", id: random.pick(learners) };
    if (dice < 75) return this.#add(configuration);
    // The leader alone needs nobody's answer: whatever waits for one waits for ever.
    if (dice >= 96 && voters.length > 1) return setVoters([leader]);
    if (voters.length <= 3 && !random.chance(SMALL_PER_MILLE)) return null;
    if (dice < 92) {
      const leaving = this.#leaving(voters, leader);
      return setVoters(voters.filter((id) => id !== leaving));
    }
    // Anything at all: several come and several go at once.
    const all = [...voters, ...learners];
    const least = random.chance(SMALL_PER_MILLE) ? 1 : Math.min(3, all.length);
    return setVoters(random.sample(all, random.between(least, all.length)));
  }

  /** Replaced if somebody is there to take the place, else let go. */
  #withoutLost(configuration: Configuration, lost: RaftId): MembershipChange | null {
    const { voters, learners } = configuration;
    const left = voters.filter((id) => id !== lost);
    if (learners.length > 0) return setVoters([...left, this.#random.pick(learners)]);
    return this.#random.chance(500) ? this.#add(configuration) : setVoters(left);
  }

  #leaving(voters: readonly RaftId[], leader: RaftId): RaftId {
    return this.#random.chance(REMOVE_LEADER_PER_MILLE) ? leader : this.#random.pick(voters);
  }

  #add({ members, retired = [] }: Configuration): MembershipChange | null {
    const [gone] = retired;
    // Somebody starts the old folder of one who was removed.
    if (gone !== undefined && this.#random.chance(RETURN_PER_MILLE))
      return { kind: "addLearner", member: memberOf(gone.id) };
    const known = [...members, ...retired].map(({ id }) => id);
    const outside = this.#processes.filter(
      ({ id, isRetired }) => !isRetired && !known.includes(id),
    );
    if (outside.length === 0) return null;
    const process = this.#random.pick(outside);
    if (process.isWaiting) process.start();
    return { kind: "addLearner", member: memberOf(process.id) };
  }

  #switchOff({ retired = [] }: Configuration): void {
    const gone = this.#processes.filter(({ id }) => retired.some((one) => one.id === id));
    for (const process of gone.filter(({ isRetired }) => !isRetired))
      this.#later(this.#random.below(SWITCH_OFF_MAX_MS), () => process.retire());
  }

  /** Runs on the node, if it lives. */
  #ask({ lifeline }: SimProcess, voters: Question["voters"], ask: () => Promise<void>): void {
    const { time, tally } = this.#world;
    if (lifeline === null) return;
    const question = { lifeline, voters };
    this.#open.add(question);
    const settle = (): void => void this.#open.delete(question);
    time.schedule(0, lifeline, () => {
      ask().then(settle, (error: unknown) => {
        settle();
        if (!(error instanceof MembershipRefusal)) return this.#onError(error);
        tally.add(`change refused ${error.reason}`);
      });
    });
  }

  #note(what: string): void {
    const { tally, trace, time } = this.#world;
    tally.add(`change ${what}`);
    trace.note(time.nowUs, "operator", what);
  }

  #later(delayMs: number, run: () => void): void {
    this.#world.time.schedule(delayMs * US_PER_MS, null, run);
  }
}

function setVoters(voters: readonly RaftId[]): MembershipChange {
  return { kind: "setVoters", voters };
}
