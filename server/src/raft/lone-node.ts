/** Test support: one of five nodes by itself, for what it says to claims and answers. */
import { Raft } from "./raft.ts";
import { idOf, storedLog } from "./test-cluster.ts";
import type { Claim, ClaimAnswer, Message } from "./messages.ts";
import type { Effect, Input, Occurrence, OwnStart, Standing } from "./types.ts";

const LIMITS = {
  entryBytes: 1024,
  appendBytes: 4096,
  logCacheBytes: 1 << 20,
  unappliedEntries: 100,
  unappliedBytes: 64 * 1024 * 1024,
  snapshotLogBytes: 1 << 20,
  tailBytes: 0,
  tailMaxBytes: 1 << 20,
  snapshotChunkBytes: 64,
  snapshotRateBytes: 1 << 20,
};

/** Node 1 of five, in its second start; writes are done at once unless they are kept. */
export class One {
  readonly raft: Raft;
  readonly said: Message[] = [];
  readonly effects: Effect[] = [];
  readonly unwritten: number[] = [];
  isSlow = false;
  /** Past the first moments, in which a voter is not settled yet. */
  now = 300;

  constructor(standing: Partial<Standing> = {}) {
    this.raft = new Raft({
      id: idOf(1),
      stored: {
        ...storedLog(5, [], { term: 1, vote: null }),
        standing: { incarnation: 2, isRecovering: false, seen: [], ...standing },
      },
      appliedIndex: 0,
      snapshot: null,
      seed: 1,
      nonce: "own",
      now: 0,
      wall: 0,
      limits: LIMITS,
    });
  }

  step(occurrence: Occurrence): void {
    const effects = this.raft.step({ ...occurrence, now: this.now, wall: this.now } as Input);
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.kind === "send") this.said.push(effect.message);
      if (effect.kind !== "persist") continue;
      if (this.isSlow) this.unwritten.push(effect.id);
      else this.step({ kind: "storageDone", id: effect.id });
    }
  }

  write(): void {
    for (const id of this.unwritten.splice(0)) this.step({ kind: "storageDone", id });
  }

  hear(...messages: readonly Message[]): void {
    for (const message of messages) this.step({ kind: "message", message });
  }

  recognise(...peers: readonly number[]): void {
    for (const peer of peers) this.hear(answer(peer, { isNew: true }));
  }

  pass(ms: number): void {
    for (let passed = 0; passed < ms; passed += 50) {
      this.now += 50;
      this.step({ kind: "tick" });
    }
  }

  last<Type extends Message["type"]>(type: Type): Extract<Message, { type: Type }> | undefined {
    const isIt = (one: Message): one is Extract<Message, { type: Type }> => one.type === type;
    return this.said.findLast(isIt);
  }
}

/** `before`: what the folder of `from` was since it was recognised last; itself alone when left out. */
export function claim(
  from: number,
  incarnation: number,
  nonce: string,
  before: readonly OwnStart[] = [],
): Claim {
  const place = {
    from: idOf(from),
    to: idOf(1),
    term: 1,
    configurationIndex: 1,
    configurationTerm: 1,
  };
  const lineage = [...before, { incarnation, nonce }];
  return { type: "claim", ...place, incarnation, nonce, lineage };
}

export function answer(from: number, over: Partial<ClaimAnswer>): ClaimAnswer {
  const verdict = { nonce: "own", claimed: 2, isNew: false, highest: 2 };
  return { type: "claimAnswer", from: idOf(from), to: idOf(1), term: 1, ...verdict, ...over };
}
