/**
 * One member as the explorer sees it: a value. What an event makes of it is another value, worked out once by
 * running the real core from its last start, and remembered: few members take part in very many worlds.
 */
import { Raft } from "../../src/raft/raft.ts";
import { encodeMessage } from "../../src/raft/message-codec.ts";
import { idOf, storedEntries } from "../../src/raft/test-cluster.ts";
import { TIMING } from "../../src/raft/timing.ts";
import type { Effect, Entry, HardState, Index, Input, Role, Term } from "../../src/raft/types.ts";

import type { Message } from "../../src/raft/messages.ts";

type Persist = Extract<Effect, { kind: "persist" }>;
type Occurrence = Input extends infer One
  ? One extends Input
    ? Omit<One, "now" | "wall">
    : never
  : never;

/** What may happen to a member. */
export type MemberEvent =
  | { readonly kind: "hear"; readonly message: Message }
  /** The oldest `writes` writes under way are on disk, and it is told so at once. */
  | { readonly kind: "sync"; readonly writes: number }
  /** It campaigns, whatever its timers and its pre-votes say. */
  | { readonly kind: "campaign" }
  | { readonly kind: "propose"; readonly text: string }
  | { readonly kind: "heartbeat" }
  /** It dies and starts again; of the writes under way the oldest `kept` had come to disk. */
  | { readonly kind: "crash"; readonly kept: number };

export interface Member {
  /** Its number among all members that were ever met. */
  readonly key: number;
  readonly number: number;
  readonly role: Role;
  readonly term: Term;
  readonly commit: Index;
  /** Entries in memory and on disk as `term:content`; position 0 is index 1. */
  readonly log: readonly string[];
  readonly disk: readonly string[];
  readonly writes: number;
  /** How to make its core: where it started, and every step since. */
  readonly start: { readonly entries: readonly Entry[]; readonly hardState: HardState };
  readonly steps: readonly Input[];
}

/** A member's core while it is being run. */
interface Run {
  readonly number: number;
  raft: Raft;
  now: number;
  start: Member["start"];
  steps: readonly Input[];
  entries: Entry[];
  hardState: HardState;
  writes: Persist[];
  sends: Message[];
}

/** Past the first moments, in which a restarted voter is not settled yet. */
const SETTLED_MS = TIMING.suspicionMinMs;
/** Less than a pause, so that silence counts. */
const WAIT_MS = TIMING.stallMs / 2;
const CAMPAIGN_WAITS = 20;
/** One clock that stands still, so that log time tells no two worlds apart. */
const WALL_MS = 0;
const NODES = 3;
const LIMITS = {
  entryBytes: 64,
  // One entry each, as the worst network would cut them.
  appendBytes: 1,
  logCacheBytes: 1 << 20,
  commitApplyGapEntries: 100,
  // No snapshots here.
  snapshotLogBytes: Number.MAX_SAFE_INTEGER,
  tailBytes: Number.MAX_SAFE_INTEGER,
  tailMaxBytes: Number.MAX_SAFE_INTEGER,
  snapshotChunkBytes: 1024,
  snapshotRateBytes: 1024,
};

export class Members {
  readonly #disks: "fast" | "slow";
  readonly #byText = new Map<string, Member>();
  readonly #next = new Map<
    string,
    { readonly member: Member; readonly sends: readonly Message[] }
  >();
  readonly #numbers = new Map<Message, number>();
  readonly #messages = new Map<string, Message>();

  constructor(disks: "fast" | "slow") {
    this.#disks = disks;
  }

  /** A member with this log of entries behind the configuration, just started. */
  first(number: number, entries: readonly Entry[], hardState: HardState): Member {
    return this.#known(newRun(number, { entries, hardState }));
  }

  get count(): number {
    return this.#byText.size;
  }

  /** The member after the event, and what it says. Throws what the core throws. */
  after(
    member: Member,
    event: MemberEvent,
  ): { readonly member: Member; readonly sends: readonly Message[] } {
    const key = `${member.key} ${this.#eventText(event)}`;
    const known = this.#next.get(key);
    if (known !== undefined) return known;
    const run = replay(member);
    play(run, event);
    while (this.#disks === "fast" && run.writes.length > 0)
      play(run, { kind: "sync", writes: run.writes.length });
    const next = { member: this.#known(run), sends: run.sends.map((one) => this.#same(one)) };
    this.#next.set(key, next);
    return next;
  }

  /** Equal messages are one and have one number. */
  numberOf(message: Message): number {
    return this.#numbers.get(this.#same(message)) ?? 0;
  }

  #same(message: Message): Message {
    if (this.#numbers.has(message)) return message;
    const text = Buffer.from(encodeMessage(message)).toString("latin1");
    const known = this.#messages.get(text);
    if (known !== undefined) return known;
    this.#messages.set(text, message);
    this.#numbers.set(message, this.#numbers.size);
    return message;
  }

  #eventText(event: MemberEvent): string {
    return event.kind === "hear" ? `${this.numberOf(event.message)}` : JSON.stringify(event);
  }

  #known(run: Run): Member {
    const { number, raft, entries, hardState, writes } = run;
    const { role, term, commitIndex: commit, lastIndex } = raft.status();
    const inMemory = logOf(raft, entries, lastIndex);
    const disk = entries.map(entryText);
    const underWay = writes.map((one) => [
      one.hardState,
      one.truncateFrom,
      one.entries.map(entryText),
      one.releases.map((message) => this.numberOf(message)),
    ]);
    const text = JSON.stringify([number, raft.fingerprint(), inMemory, disk, hardState, underWay]);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const member: Member = {
      key: this.#byText.size,
      number,
      role,
      term,
      commit,
      log: inMemory,
      disk,
      writes: writes.length,
      start: run.start,
      steps: run.steps,
    };
    this.#byText.set(text, member);
    return member;
  }
}

function newRun(number: number, start: Member["start"]): Run {
  const raft = new Raft({
    id: idOf(number),
    stored: storedEntries(start.entries, start.hardState),
    appliedIndex: 0,
    snapshot: null,
    seed: number,
    now: 0,
    wall: WALL_MS,
    limits: LIMITS,
    nonce: `${number}`,
  });
  const disk = { entries: [...start.entries], hardState: start.hardState };
  return { number, raft, now: SETTLED_MS, start, steps: [], ...disk, writes: [], sends: [] };
}

function replay({ number, start, steps }: Member): Run {
  const run = newRun(number, start);
  for (const step of steps) {
    run.now = step.now;
    // What it wrote and said is the same as then.
    if (step.kind === "storageDone") write(run, step.id);
    take(run, step);
  }
  run.steps = steps;
  run.sends = [];
  return run;
}

function play(run: Run, event: MemberEvent): void {
  switch (event.kind) {
    case "hear":
      return step(run, { kind: "message", message: event.message });
    case "sync": {
      const newest = run.writes[event.writes - 1];
      if (newest === undefined) return;
      write(run, newest.id);
      return step(run, { kind: "storageDone", id: newest.id });
    }
    case "propose": {
      const data = new TextEncoder().encode(event.text);
      return step(run, { kind: "propose", proposals: [{ id: 1, data }] });
    }
    case "heartbeat":
      run.now += TIMING.heartbeatMs;
      return step(run, { kind: "tick" });
    case "campaign":
      return campaign(run);
    case "crash": {
      const newest = run.writes[event.kept - 1];
      if (newest !== undefined) write(run, newest.id);
      const { entries, hardState } = run;
      Object.assign(run, newRun(run.number, { entries, hardState }));
      return;
    }
  }
}

/**
 * Safety depends on no timer, no pre-vote and no stickiness; so the timers run out, everybody would vote, and
 * nobody minds a leader. What is left is the plain algorithm, with more elections than there could be.
 */
function campaign(run: Run): void {
  const { term } = run.raft.status();
  for (let waits = 0; waits < CAMPAIGN_WAITS; waits += 1) {
    run.now += WAIT_MS;
    step(run, { kind: "tick" });
    if (run.raft.status().role === "preCandidate") break;
  }
  for (let voter = 1; voter <= NODES; voter += 1) {
    const envelope = { from: idOf(voter), to: idOf(run.number), term: term + 1, wall: WALL_MS };
    const response = { type: "voteResponse", ...envelope, isPreVote: true, granted: true } as const;
    if (voter !== run.number) step(run, { kind: "message", message: response });
  }
}

function step(run: Run, occurrence: Occurrence): void {
  // The union's member is kept by the spread, which the compiler cannot see.
  const input = { ...occurrence, now: run.now, wall: WALL_MS } as Input;
  run.steps = [...run.steps, input];
  for (const answer of take(run, input)) step(run, answer);
}

/** Takes one step; what the driver would answer at once is returned. */
function take(run: Run, input: Input): readonly Occurrence[] {
  const answers: Occurrence[] = [];
  for (const effect of run.raft.step(input)) {
    if (effect.kind === "persist") run.writes.push(effect);
    else if (effect.kind === "send") say(run, effect.message);
    else if (effect.kind === "apply") answers.push({ kind: "applyDone", index: effect.commit });
    else if (effect.kind === "fetch") {
      const entries = run.entries.slice(effect.from - 1, effect.from);
      answers.push({ kind: "fetched", to: effect.to, from: effect.from, entries });
    }
  }
  return answers;
}

function say(run: Run, message: Message): void {
  if (message.type !== "voteRequest") run.sends.push(message);
  else if (!message.isPreVote) run.sends.push({ ...message, isTransfer: true });
}

function write(run: Run, until: number): void {
  while (run.writes[0] !== undefined && run.writes[0].id <= until) {
    const { truncateFrom, entries, hardState } = run.writes[0];
    if (truncateFrom !== null) run.entries.length = truncateFrom - 1;
    run.entries.push(...entries);
    if (hardState !== null) run.hardState = hardState;
    run.writes.shift();
  }
}

/** What was there at the start need not be in memory, but then it is on disk. */
function logOf(raft: Raft, disk: readonly Entry[], lastIndex: Index): readonly string[] {
  const texts: string[] = [];
  for (let index = 1; index <= lastIndex; index += 1) {
    const entry = raft.entriesInMemory(index, index, 1)?.[0] ?? disk[index - 1];
    texts.push(entry === undefined ? "?" : entryText(entry));
  }
  return texts;
}

function entryText({ term, kind, data }: Entry): string {
  return `${term}:${kind === "command" ? String.fromCodePoint(...data) : kind}`;
}
