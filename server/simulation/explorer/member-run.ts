/** A member's core while it is being run, from its last start through one more event. */
import { Raft } from "../../src/raft/raft.ts";
import type { Message } from "../../src/raft/messages.ts";
import { idOf, storedEntries } from "../../src/raft/test-cluster.ts";
import { TIMING } from "../../src/raft/timing.ts";
import type {
  Configuration,
  Effect,
  Entry,
  HardState,
  Input,
  Occurrence,
} from "../../src/raft/types.ts";
import type { Member, MemberEvent } from "./member.ts";

type Persist = Extract<Effect, { kind: "persist" }>;
export interface Run {
  readonly number: number;
  raft: Raft;
  now: number;
  start: Member["start"];
  steps: readonly Input[];
  entries: Entry[];
  hardState: HardState;
  writes: Persist[];
  sends: Message[];
  counted: readonly Configuration[];
}

/** Past the first moments, in which a restarted voter is not settled yet. */
const SETTLED_MS = TIMING.suspicionUnknownMs;
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
  unappliedEntries: 100,
  unappliedBytes: 64 * 1024 * 1024,
  // No snapshots here.
  snapshotLogBytes: Number.MAX_SAFE_INTEGER,
  tailBytes: Number.MAX_SAFE_INTEGER,
  tailMaxBytes: Number.MAX_SAFE_INTEGER,
  snapshotChunkBytes: 1024,
  snapshotRateBytes: 1024,
};

export function newRun(number: number, start: Member["start"]): Run {
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
  return {
    number,
    raft,
    now: SETTLED_MS,
    start,
    steps: [],
    ...disk,
    writes: [],
    sends: [],
    counted: [],
  };
}

export function replay({ number, start, steps }: Member): Run {
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

export function play(run: Run, event: MemberEvent): void {
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
    case "change": {
      const change = { kind: "setVoters", voters: event.voters.map(idOf) } as const;
      return step(run, { kind: "change", id: 1, change });
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
  // What a step commits is counted before what follows from that is appended.
  const inForce = run.raft.configuration();
  const effects = run.raft.step(input);
  const { commitIndex } = run.raft.status();
  if (commitIndex > run.counted.length) {
    const fresh = Array.from({ length: commitIndex - run.counted.length }, () => inForce);
    run.counted = [...run.counted, ...fresh];
  }
  for (const effect of effects) {
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
