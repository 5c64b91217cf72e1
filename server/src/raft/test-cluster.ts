/**
 * Cores joined by hand for tests by the paper: messages and disks move only when the test says so.
 * `settle` delivers everything; `cut` drops a node's messages; `hold` keeps its disk busy.
 */
import { assert } from "../lib/assert.ts";
import { encodeConfiguration } from "./configuration.ts";
import { Raft } from "./raft.ts";
import type { RaftStatus } from "./raft.ts";
import type { Message } from "./messages.ts";
import type {
  Effect,
  Entry,
  HardState,
  Index,
  Input,
  Occurrence,
  RaftId,
  StoredLog,
  Term,
} from "./types.ts";

export function idOf(number: number): RaftId {
  return String(number).padStart(16, "0") as RaftId;
}

/** A log of a node: the configuration at index 1, then one command for each further term given. */
export function storedLog(nodes: number, terms: readonly Term[], hardState: HardState): StoredLog {
  return storedEntries(entriesOf(nodes, terms), hardState);
}

/** What storedLog holds. */
export function entriesOf(nodes: number, terms: readonly Term[]): Entry[] {
  const commands = terms.map((term, at): Entry => {
    return { index: at + 2, term, time: 0, kind: "command", data: new Uint8Array([term, at]) };
  });
  return [configurationEntry(nodes), ...commands];
}

/** What a store would say of these entries. */
export function storedEntries(entries: readonly Entry[], hardState: HardState): StoredLog {
  const termRuns = entries
    .map(({ index: first, term }) => ({ first, term }))
    .filter((run, at) => at === 0 || entries[at - 1]?.term !== run.term);
  return {
    hardState,
    baseIndex: 0,
    baseTerm: 0,
    lastIndex: entries.length,
    termRuns,
    configurations: entries.filter(({ kind }) => kind === "configuration"),
    lastTime: entries.at(-1)?.time ?? 0,
    bytes: 0,
  };
}

function configurationEntry(nodes: number): Entry {
  const voters = Array.from({ length: nodes }, (_, offset) => idOf(offset + 1));
  const members = voters.map((id, offset) => ({
    id,
    name: `n${offset + 1}`,
    peer: "p:1",
    client: "c:1",
    http: "h:1",
  }));
  const data = encodeConfiguration({ members, voters, outgoing: [], learners: [] });
  return { index: 1, term: 1, time: 0, kind: "configuration", data };
}

interface Node {
  raft: Raft;
  readonly disk: Entry[];
  hardState: HardState;
  isCut: boolean;
  isHeld: boolean;
  held: Extract<Effect, { kind: "persist" }>[];
  applied: Index;
  readonly effects: Effect[];
}

export class TestCluster {
  now = 0;
  wall = 1_000_000;
  readonly #nodes = new Map<RaftId, Node>();
  #inFlight: Message[] = [];
  /** Everything ever sent, delivered or not. */
  readonly sent: Message[] = [];

  /** `logs[i]`: the terms of node i+1's entries behind the configuration. */
  constructor(logs: readonly (readonly Term[])[], hardStates: readonly HardState[] = []) {
    for (const [offset, terms] of logs.entries()) {
      const hardState = hardStates[offset] ?? { term: Math.max(1, ...terms), vote: null };
      const node = this.#newNode(offset + 1, entriesOf(logs.length, terms), hardState);
      this.#nodes.set(idOf(offset + 1), node);
    }
    // Past the first moments, in which a restarted voter is not settled yet.
    this.now = 300;
  }

  /** A node that waits to be added: it knows nothing. */
  join(number: number): void {
    this.#nodes.set(idOf(number), this.#newNode(number, [], { term: 0, vote: null }));
  }

  /** The process dies and starts again on its disk; what was not written is lost. */
  restart(number: number): void {
    const { disk, hardState, isCut } = this.node(number);
    const node = this.#newNode(number, disk, hardState);
    node.isCut = isCut;
    this.#nodes.set(idOf(number), node);
  }

  #newNode(number: number, disk: Entry[], hardState: HardState): Node {
    const raft = this.#start(number, storedEntries(disk, hardState));
    const nothing = { isCut: false, isHeld: false, held: [], applied: 0, effects: [] };
    return { raft, disk, hardState, ...nothing };
  }

  #start(number: number, stored: StoredLog): Raft {
    const limits = {
      entryBytes: 1024,
      appendBytes: 4096,
      logCacheBytes: 1 << 20,
      unappliedEntries: 100,
      unappliedBytes: 50_000,
      snapshotLogBytes: 1 << 20,
      tailBytes: 0,
      tailMaxBytes: 1 << 20,
      snapshotChunkBytes: 4,
      snapshotRateBytes: 2_000,
    };
    const options = {
      id: idOf(number),
      stored,
      appliedIndex: 0,
      snapshot: null,
      seed: number,
      now: this.now,
      wall: this.wall,
    };
    return new Raft({ ...options, limits, nonce: `${number}` });
  }

  node(number: number): Node {
    const node = this.#nodes.get(idOf(number));
    assert(node !== undefined, "the test names a node that exists");
    return node;
  }

  status(number: number): RaftStatus {
    return this.node(number).raft.status();
  }

  /** The terms of a node's durable entries behind the configuration. */
  terms(number: number): readonly Term[] {
    return this.node(number)
      .disk.slice(1)
      .map((entry) => entry.term);
  }

  step(number: number, occurrence: Occurrence): readonly Effect[] {
    const node = this.node(number);
    const effects = node.raft.step({ ...occurrence, now: this.now, wall: this.wall } as Input);
    for (const effect of effects) {
      node.effects.push(effect);
      this.#carryOut(node, number, effect);
    }
    return effects;
  }

  receive(number: number, message: Message): readonly Effect[] {
    return this.step(number, { kind: "message", message });
  }

  propose(number: number, ...texts: readonly string[]): readonly Effect[] {
    const proposals = texts.map((text, offset) => ({
      id: offset + 1,
      data: new TextEncoder().encode(text),
    }));
    return this.step(number, { kind: "propose", proposals });
  }

  cut(...numbers: readonly number[]): void {
    for (const number of numbers) this.node(number).isCut = true;
  }

  heal(...numbers: readonly number[]): void {
    for (const number of numbers) this.node(number).isCut = false;
  }

  hold(number: number): void {
    this.node(number).isHeld = true;
  }

  /** The held disk finishes everything. */
  unhold(number: number): void {
    const node = this.node(number);
    node.isHeld = false;
    const newest = node.held.at(-1);
    for (const persist of node.held.splice(0)) write(node, persist);
    if (newest !== undefined) this.step(number, { kind: "storageDone", id: newest.id });
  }

  /** Delivers until nothing moves. Time stands still. */
  settle(): void {
    for (let round = 0; this.#inFlight.length > 0; round += 1) {
      assert(round < 1000, "the cluster comes to rest");
      const messages = this.#inFlight;
      this.#inFlight = [];
      for (const message of messages) this.#deliver(message);
    }
  }

  /** Time passes in small steps, with ticks and all deliveries. */
  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) {
      this.now += 10;
      this.wall += 10;
      for (const number of this.numbers()) this.step(number, { kind: "tick" });
      this.settle();
    }
  }

  numbers(): readonly number[] {
    return [...this.#nodes.keys()].map(Number);
  }

  leaders(): readonly number[] {
    return this.numbers().filter((number) => this.status(number).role === "leader");
  }

  /** This node times out first; everything is delivered. */
  elect(number: number): void {
    for (const other of this.numbers()) if (other !== number) this.#forgetLeader(other);
    for (let passed = 0; passed < 1000 && this.status(number).role === "follower"; passed += 20) {
      this.now += 20;
      this.wall += 20;
      this.step(number, { kind: "tick" });
    }
    this.settle();
  }

  #forgetLeader(number: number): void {
    const { leader } = this.status(number);
    if (leader !== null && leader !== idOf(number))
      this.step(number, { kind: "peerDown", peer: leader });
  }

  #deliver(message: Message): void {
    const target = Number(message.to);
    if (!this.#nodes.has(message.to)) return;
    if (this.node(target).isCut || this.node(Number(message.from)).isCut) return;
    this.receive(target, message);
  }

  #carryOut(node: Node, number: number, effect: Effect): void {
    if (effect.kind === "send") {
      this.sent.push(effect.message);
      this.#inFlight.push(effect.message);
    } else if (effect.kind === "persist") {
      if (node.isHeld) {
        node.held.push(effect);
        return;
      }
      write(node, effect);
      this.step(number, { kind: "storageDone", id: effect.id });
    } else if (effect.kind === "fetch") {
      const entries = node.disk.slice(effect.from - 1, effect.until);
      this.step(number, { kind: "fetched", to: effect.to, from: effect.from, entries });
    } else if (effect.kind === "apply") {
      node.applied = effect.commit;
      this.step(number, { kind: "applyDone", index: effect.commit });
    }
  }
}

function write(node: Node, persist: Extract<Effect, { kind: "persist" }>): void {
  if (persist.truncateFrom !== null) node.disk.length = persist.truncateFrom - 1;
  node.disk.push(...persist.entries);
  if (persist.hardState !== null) node.hardState = persist.hardState;
}
