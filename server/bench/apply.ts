/**
 * `npm run bench:apply [-- --json]`: applying alone. One chat on disk in this thread takes messages of 300 bytes from 64
 * clients of one room, in transactions of so many entries: µs of CPU a message (of the process: a garbage collection counts).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Entry } from "../src/ports.ts";
import { entryOf, keyOf, Scenario, type Person } from "../src/chat/scenario.ts";

const CLIENTS = 64;
const MESSAGES = 16_000;
const WARM_UP = 4_000;
const TEXT = "x".repeat(300);

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });

class Writers {
  readonly #scenario: Scenario;
  readonly #person: Person;
  readonly #room: string;
  readonly #seqs = Array.from({ length: CLIENTS }, () => 0);
  #turn = 0;

  constructor(file: string) {
    this.#scenario = new Scenario(file);
    this.#person = this.#scenario.signUp("ann");
    this.#room = this.#scenario.room(this.#person, "bench");
  }

  /** Entries to come, one message each, clients taking turns as in a closed loop. */
  entries(count: number): readonly Entry[] {
    const first = this.#scenario.index + 1;
    return Array.from({ length: count }, (_, at) => {
      const client = this.#turn % CLIENTS;
      this.#turn += 1;
      const seq = (this.#seqs[client] ?? 0) + 1;
      this.#seqs[client] = seq;
      const key = keyOf(`client-${client}`, seq, { ack: seq - 1 });
      const operation = {
        case: "sendMessage",
        value: { conversationId: this.#room, text: TEXT },
      } as const;
      return entryOf(first + at, this.#scenario.time, {
        case: "write",
        value: { tokenSha256: this.#person.token, rows: [{ key, operation }] },
      });
    });
  }

  apply(entries: readonly Entry[], batch: number): void {
    const { core } = this.#scenario;
    for (let at = 0; at < entries.length; at += batch) {
      core.applyEntries(entries.slice(at, at + batch), false);
      core.publish();
    }
  }
}

function measure(batch: number) {
  const folder = mkdtempSync(join(tmpdir(), "parley-apply-"));
  try {
    const writers = new Writers(join(folder, "state.db"));
    writers.apply(writers.entries(WARM_UP), batch);
    const entries = writers.entries(MESSAGES);
    const before = process.cpuUsage();
    writers.apply(entries, batch);
    const { user, system } = process.cpuUsage(before);
    const usPerMessage = (user + system) / MESSAGES;
    return { batch, usPerMessage: Math.round(usPerMessage * 10) / 10 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const rows = [1, 20, 100, 400].map(measure);
for (const { batch, usPerMessage } of rows)
  process.stderr.write(`transactions of ${batch}: ${usPerMessage} µs a message\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ clients: CLIENTS, rows })}\n`);
