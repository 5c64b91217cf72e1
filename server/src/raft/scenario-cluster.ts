/**
 * Cores whose every move is a command of a scenario: messages wait in their links until they are delivered, a
 * slow disk keeps its writes until it is told to sync, and all that happens is written down.
 */
import { assert } from "../lib/assert.ts";
import type { CoreLimits } from "./core-options.ts";
import { Raft } from "./raft.ts";
import { effectWords, messageWords, stateWords } from "./scenario-words.ts";
import {
  countStart,
  NEVER_STARTED,
  readRange,
  snapshotAnswers,
  storedOn,
  write,
} from "./scenario-disk.ts";
import type { Disk, Persist } from "./scenario-disk.ts";
import { snapshotAt } from "./snapshot-hand.ts";
import { entriesOf, idOf } from "./test-cluster.ts";
import { TIMING } from "./timing.ts";
import type { Message } from "./messages.ts";
import type { Effect, Entry, HardState, Input, Occurrence, Term } from "./types.ts";

const WALL_START_MS = 1_000_000;
/** Without a heartbeat in between this is long enough for any campaign. */
const CAMPAIGN_MAX_MS = 1_500;

interface Node extends Disk {
  raft: Raft | null;
  starts: number;
  isSlow: boolean;
  held: Persist[];
}

export class ScenarioCluster {
  /** What happened since it was last taken. */
  #lines: string[] = [];
  #now = 0;
  #isQuiet = false;
  #inFlight: Message[] = [];
  readonly #cuts = new Set<string>();
  readonly #nodes = new Map<number, Node>();
  readonly #limits: CoreLimits;
  readonly #isClaiming: boolean;

  /** `isClaiming`: disks count starts, and nodes claim them. `logs`: the terms of each node's entries behind the configuration, which is entry 1 of term 1. */
  constructor(logs: readonly (readonly Term[])[], limits: CoreLimits, isClaiming: boolean) {
    this.#limits = limits;
    this.#isClaiming = isClaiming;
    for (const [offset, terms] of logs.entries()) {
      const hardState = { term: Math.max(1, ...terms), vote: null };
      this.#add(offset + 1, entriesOf(logs.length, terms), hardState);
    }
    // Past the first moments, in which a restarted voter is not settled yet.
    this.#now = TIMING.suspicionUnknownMs;
    if (!isClaiming) return;
    for (const number of this.numbers()) this.connect(number);
    this.deliver(() => true);
    this.#lines = [];
  }

  takeLines(): readonly string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  numbers(): readonly number[] {
    return [...this.#nodes.keys()];
  }

  /** A node that waits to be added: it knows nothing. */
  join(number: number): void {
    this.#add(number, [], { term: 0, vote: null });
  }

  start(number: number): void {
    const node = this.#node(number);
    node.starts += 1;
    countStart(node);
    node.raft = new Raft({
      id: idOf(number),
      stored: storedOn(node),
      appliedIndex: 0,
      snapshot: node.snapshot,
      seed: number * 100 + node.starts,
      now: this.#now,
      wall: this.#wall,
      limits: this.#limits,
      nonce: `${number}.${node.starts}`,
    });
  }

  /** The node has a durable snapshot of all that it has applied. */
  snapshot(number: number): void {
    const node = this.#node(number);
    const index = node.raft?.status().appliedIndex ?? 0;
    const { base, ...rest } = snapshotAt(index, node.raft?.termAt(index) ?? 0, `s${index}`);
    const own = node.entries.findLast((one) => one.kind === "configuration" && one.index <= index);
    const configuration = own ?? node.snapshot?.base.configuration ?? base.configuration;
    node.snapshot = { ...rest, base: { ...base, configuration } };
    this.step(number, { kind: "snapshotTaken", snapshot: node.snapshot });
  }

  /** Whoever runs has a connection with this one from now on. */
  connect(number: number): void {
    if (this.#node(number).raft === null) return;
    for (const other of this.numbers()) {
      if (other === number || this.#node(other).raft === null) continue;
      this.step(number, { kind: "peerUp", peer: idOf(other) });
      this.step(other, { kind: "peerUp", peer: idOf(number) });
    }
  }

  /** Something befalls the disk of a node. */
  strike(number: number, blow: (disk: Disk) => void): void {
    blow(this.#node(number));
  }

  /** What was not synced is gone. */
  crash(number: number): void {
    const node = this.#node(number);
    node.raft = null;
    node.held = [];
  }

  step(number: number, occurrence: Occurrence): void {
    const { raft } = this.#node(number);
    if (raft === null) return this.#say(`${number} is down`);
    // The union's member is kept by the spread, which the compiler cannot see.
    const input = { ...occurrence, now: this.#now, wall: this.#wall } as Input;
    const answers = raft.step(input).flatMap((effect) => this.#carryOut(number, effect));
    // All effects of a step are carried out before any of their answers comes, as the driver does it.
    for (const answer of answers) this.step(number, answer);
  }

  /** Time passes for everybody, but only this node looks at its clock until it campaigns. */
  campaign(number: number): void {
    const before = this.#node(number).raft?.status();
    if (before?.leader !== null && before !== undefined)
      this.step(number, { kind: "peerDown", peer: before.leader });
    for (let passed = 0; passed < CAMPAIGN_MAX_MS; passed += 10) {
      this.#now += 10;
      this.step(number, { kind: "tick" });
      if (this.#node(number).raft?.status().role !== "follower") return;
    }
    this.#say(`${number} does not campaign`);
  }

  /** This node campaigns and everything works; only what changed for good is told. */
  elect(number: number): void {
    this.#isQuiet = true;
    this.campaign(number);
    this.deliver(() => true);
    this.step(number, { kind: "flush" });
    this.deliver(() => true);
    this.#isQuiet = false;
  }

  tick(number: number, ms: number): void {
    this.#now += ms;
    this.step(number, { kind: "tick" });
  }

  /** Everything works for a while; only what changed for good is told. */
  pass(ms: number): void {
    this.#isQuiet = true;
    for (let passed = 0; passed < ms; passed += 10) {
      this.#now += 10;
      for (const number of this.numbers()) this.step(number, { kind: "tick" });
      this.deliver(() => true);
    }
    this.#isQuiet = false;
  }

  /** Delivers all that fits, and what follows from it, until nothing that fits is left. */
  deliver(fits: (message: Message) => boolean): void {
    for (let count = 0; ; count += 1) {
      assert(count < 10_000, "a scenario comes to rest");
      if (!this.deliverOne(fits)) return;
    }
  }

  deliverOne(fits: (message: Message) => boolean): boolean {
    const message = this.#inFlight.find(fits);
    if (message === undefined) return false;
    this.#inFlight.splice(this.#inFlight.indexOf(message), 1);
    this.hear(message);
    return true;
  }

  hear(message: Message): void {
    this.#say(`recv ${messageWords(message)}`);
    this.step(Number(message.to), { kind: "message", message });
  }

  /** The oldest message that fits arrives, and will arrive again. */
  repeat(fits: (message: Message) => boolean): void {
    const message = this.#inFlight.find(fits);
    if (message !== undefined) this.hear(message);
  }

  drop(fits: (message: Message) => boolean): void {
    for (const message of this.#inFlight.filter(fits)) this.#say(`lost ${messageWords(message)}`);
    this.#inFlight = this.#inFlight.filter((one) => !fits(one));
  }

  cut(from: number, to: number): void {
    this.#cuts.add(`${from} ${to}`);
  }

  heal(): void {
    this.#cuts.clear();
  }

  slowDown(number: number): void {
    this.#node(number).isSlow = true;
  }

  /** The oldest `count` writes are synced, and reported together. */
  sync(number: number, count: number): void {
    const answers = this.#synced(this.#node(number), count);
    if (answers.length === 0) this.#say(`${number} has nothing to sync`);
    for (const answer of answers) this.step(number, answer);
  }

  speedUp(number: number): void {
    const node = this.#node(number);
    node.isSlow = false;
    if (node.held.length > 0) this.sync(number, node.held.length);
  }

  describe(number: number): void {
    const { raft, entries } = this.#node(number);
    if (raft === null) return this.#say(`${number} is down`);
    this.#say(`${number} ${stateWords(raft.status(), entries)}`);
  }

  describeLinks(): void {
    for (const message of this.#inFlight) this.#say(messageWords(message));
  }

  #add(number: number, entries: Entry[], hardState: HardState): void {
    const standing = this.#isClaiming ? { standing: NEVER_STARTED } : {};
    const disk = { entries, hardState, snapshot: null, ...standing };
    this.#nodes.set(number, { ...disk, raft: null, starts: 0, isSlow: false, held: [] });
    this.start(number);
  }

  get #wall(): number {
    return WALL_START_MS + this.#now;
  }

  #node(number: number): Node {
    const node = this.#nodes.get(number);
    assert(node !== undefined, `there is a node ${number}`);
    return node;
  }

  #synced(node: Node, count: number): readonly Occurrence[] {
    const done = node.held.splice(0, count);
    const newest = done.at(-1);
    for (const persist of done) write(node, persist);
    return newest === undefined ? [] : [{ kind: "storageDone", id: newest.id }];
  }

  #say(line: string, isLasting = false): void {
    if (!this.#isQuiet || isLasting) this.#lines.push(line);
  }

  /** What answers the effect, now that it is done. */
  #carryOut(number: number, effect: Effect): readonly Occurrence[] {
    if (effect.kind === "send") {
      this.#send(effect.message);
      return [];
    }
    this.#say(
      `${number} ${effectWords(effect)}`,
      effect.kind === "status" || effect.kind === "standing",
    );
    const node = this.#node(number);
    if (effect.kind === "persist") {
      node.held.push(effect);
      return node.isSlow ? [] : this.#synced(node, node.held.length);
    }
    if (effect.kind === "apply") return [{ kind: "applyDone", index: effect.commit }];
    if (effect.kind === "fetch") {
      const entries = readRange(node, effect.from, effect.maxBytes);
      return [{ kind: "fetched", to: effect.to, from: effect.from, entries }];
    }
    return snapshotAnswers(node, effect);
  }

  #send(message: Message): void {
    const isCut = this.#cuts.has(`${Number(message.from)} ${Number(message.to)}`);
    this.#say(`${isCut ? "lost" : "send"} ${messageWords(message)}`);
    if (!isCut) this.#inFlight.push(message);
  }
}
