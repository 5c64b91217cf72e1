/**
 * `npm run bench:raft [-- --json] [--seconds S]`: the consensus core alone. Five members in one thread, messages handed
 * over as objects, disks that are done at once: steps a second while commands of 300 bytes are proposed one by one, and
 * in batches of twenty.
 */
import { parseArgs } from "node:util";
import { LIMITS } from "../src/limits.ts";
import { Raft } from "../src/raft/raft.ts";
import { idOf, storedLog } from "../src/raft/test-cluster.ts";
import type { Message } from "../src/raft/messages.ts";
import type { Occurrence, RaftId } from "../src/raft/types.ts";

const MEMBERS = 5;
const COMMAND = new Uint8Array(300);

class Cores {
  steps = 0;
  committed = 0;
  readonly #cores = new Map<RaftId, Raft>();
  readonly #mail: Message[] = [];
  #nowMs = 0;
  #proposals = 0;

  constructor() {
    for (let number = 1; number <= MEMBERS; number += 1) {
      const id = idOf(number);
      const core = new Raft({
        id,
        stored: storedLog(MEMBERS, [], { term: 1, vote: null }),
        appliedIndex: 1,
        now: 0,
        wall: 0,
        seed: number,
        nonce: String(number),
        snapshot: null,
        limits: { ...LIMITS, snapshotLogBytes: Number.MAX_SAFE_INTEGER },
      });
      this.#cores.set(id, core);
    }
    this.#elect();
  }

  /** One batch through all members, until every message is delivered. */
  propose(batch: number): void {
    const proposals = Array.from({ length: batch }, () => {
      this.#proposals += 1;
      return { id: this.#proposals, data: COMMAND };
    });
    this.#step(idOf(1), { kind: "propose", proposals });
    this.#deliver();
    this.committed += batch;
  }

  #elect(): void {
    for (let passed = 0; passed < 3_000; passed += 10) {
      this.#nowMs += 10;
      // Only the first member's clock runs on to its timeout.
      this.#step(idOf(1), { kind: "tick" });
      this.#deliver();
      if (this.#cores.get(idOf(1))?.status().role === "leader") return;
    }
    throw new Error("nobody was elected");
  }

  #deliver(): void {
    for (let message = this.#mail.shift(); message !== undefined; message = this.#mail.shift())
      this.#step(message.to, { kind: "message", message });
  }

  #step(id: RaftId, occurrence: Occurrence): void {
    const core = this.#cores.get(id);
    if (core === undefined) throw new Error("an unknown member");
    this.steps += 1;
    const effects = core.step({ ...occurrence, now: this.#nowMs, wall: this.#nowMs });
    for (const effect of effects) {
      if (effect.kind === "send") this.#mail.push(effect.message);
      else if (effect.kind === "persist") this.#step(id, { kind: "storageDone", id: effect.id });
      else if (effect.kind === "apply") this.#step(id, { kind: "applyDone", index: effect.commit });
    }
  }
}

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "3" },
  },
});

function measure(batch: number) {
  const cores = new Cores();
  const forMs = Number(values.seconds) * 1_000;
  const warmUntil = performance.now() + forMs / 3;
  while (performance.now() < warmUntil) cores.propose(batch);
  const before = { steps: cores.steps, committed: cores.committed };
  const startedAt = performance.now();
  while (performance.now() - startedAt < forMs) cores.propose(batch);
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    batch,
    stepsPerSecond: Math.round((cores.steps - before.steps) / seconds),
    commandsPerSecond: Math.round((cores.committed - before.committed) / seconds),
  };
}

const rows = [1, 20].map(measure);
for (const { batch, stepsPerSecond, commandsPerSecond } of rows) {
  const line = `batches of ${batch}: ${stepsPerSecond} steps/s, ${commandsPerSecond} commands/s through ${MEMBERS} members`;
  process.stderr.write(`${line}\n`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ members: MEMBERS, rows })}\n`);
