import fc from "fast-check";
import { expect, test } from "vitest";
import { type ErrorClass, normalise, type Problem } from "./errors.ts";
import { CLIENT_LIMITS } from "./limits.ts";
import type { Outcome, WriteRow } from "./model.ts";
import type { Operation } from "./operations.ts";
import { ModelLedger, refusal } from "./model-ledger.ts";
import {
  draft,
  newOutbox,
  type Outbox,
  type OutboxCommand,
  type OutboxEvent,
} from "./outbox-model.ts";
import { PLAIN_MESSAGE, PLAIN_SENT } from "./plain-rows.ts";
import type { StoredRow } from "./outbox-store.ts";
import { step } from "./outbox.ts";

/**
 * A page, its disk and a cluster, driven by random luck. Checked after every step:
 * 1 at most one request in flight; 2 a key never carries two different operations; 3 what is sent is stored, marked
 * as attempted and born; 4 a batch keeps its limits; 5 nothing is executed twice; 6 every row written is in the
 * store, or settled. At the end, with a healthy cluster: 7 every row is executed or refused, 8 in the order written,
 * but for rows held for a person, which others may overtake.
 */
class World {
  readonly server = new ModelLedger((_userId, row) => this.execute(row));
  /** In the order of their execution. */
  readonly executed: WriteRow[] = [];
  readonly disk = new Map<number, StoredRow>();
  readonly operations = new Map<string, string>();
  readonly settled = new Set<string>();
  readonly heldTexts = new Set<number>();
  readonly zombies: (readonly WriteRow[])[] = [];
  outbox: Outbox = newOutbox("u1", "page1");
  inFlight: readonly WriteRow[] | null = null;
  mustTellTime = false;
  private pages = 1;
  private nextOrder = 1;
  private written = 0;
  private nowMs = 0;

  constructor() {
    this.does({ kind: "holding", isHolder: true });
  }

  does(event: OutboxEvent): void {
    this.nowMs += 10;
    const result = step(this.outbox, event, { nowMs: this.nowMs, random: 0.5 });
    this.outbox = result.outbox;
    for (const command of result.commands) this.obey(command);
  }

  private obey(command: OutboxCommand): void {
    if (command.kind === "askTime") this.mustTellTime = true;
    if (command.kind === "settled") this.settled.add(command.row.id);
    if (command.kind === "change") {
      for (const row of command.put) this.save(row);
      for (const order of command.remove) this.disk.delete(order);
    }
    if (command.kind !== "send") return;
    expect(this.inFlight).toBeNull(); // 1
    this.inFlight = command.rows;
    expect(command.rows.length).toBeLessThanOrEqual(CLIENT_LIMITS.batchRows); // 4
    for (const { key, operation } of command.rows) {
      const name = `${key.clientId}:${key.seq}`;
      const text = JSON.stringify(operation);
      expect(this.operations.get(name) ?? text).toBe(text); // 2
      this.operations.set(name, text);
      const row = [...this.disk.values()].find(
        (each) => each.clientId === key.clientId && each.seq === key.seq,
      );
      expect(row?.fate.kind).toBe("attempted"); // 3
      expect(key.bornMs).toBeGreaterThan(0);
    }
  }

  private save(row: StoredRow): void {
    if (this.disk.has(row.order)) this.disk.set(row.order, row);
    if (row.fate.kind === "held") this.heldTexts.add(textNumber(row.operation));
  }

  write(isRefused: boolean): void {
    this.written += 1;
    const text = `${this.written} ${isRefused ? "refused" : "fine"}`;
    const { outbox, row } = draft(
      this.outbox,
      { kind: "sendMessage", conversationId: "7", text },
      this.server.timeMs,
    );
    this.outbox = outbox;
    const stored = { ...row, order: this.nextOrder };
    this.nextOrder += 1;
    this.disk.set(stored.order, stored);
    this.does({ kind: "appended", row: stored });
  }

  /** The request arrives, and its answer too. */
  answer(): void {
    const rows = this.land();
    if (rows === null) return;
    const answers = this.server.apply("u1", rows);
    if (answers === null)
      this.does({ kind: "failed", problem: problem("KEY_EXPIRED", 9), isUnknown: false });
    else this.does({ kind: "answered", answers });
  }

  loseAnswer(): void {
    const rows = this.land();
    if (rows === null) return;
    this.server.apply("u1", rows);
    this.does({ kind: "failed", problem: problem("", 14), isUnknown: true });
  }

  /** Nothing arrived; a copy may still be on its way. */
  loseRequest(): void {
    const rows = this.land();
    if (rows === null) return;
    this.zombies.push(rows);
    this.does({ kind: "failed", problem: problem("", 4), isUnknown: true });
  }

  refuseAtTheDoor(): void {
    if (this.land() !== null)
      this.does({ kind: "failed", problem: problem("NO_LEADER", 14), isUnknown: false });
  }

  lateArrival(): void {
    const rows = this.zombies.shift();
    if (rows !== undefined) this.server.apply("u1", rows);
  }

  tellTime(): void {
    if (!this.mustTellTime) return;
    this.mustTellTime = false;
    this.does({ kind: "logTime", timeMs: this.server.timeMs });
  }

  observe(): void {
    for (const [at, { key, operation }] of this.executed.entries()) {
      if (at < this.executed.length - 5 || operation.kind !== "sendMessage") continue;
      const seq = at + 1;
      const message = {
        id: String(seq),
        conversationId: "7",
        seq,
        authorId: "u1",
        text: operation.text,
        sentMs: 1,
        deleted: false,
        clientId: key.clientId,
        clientSeq: key.seq,
        changedAtIndex: seq,
        ...PLAIN_MESSAGE,
      };
      this.does({ kind: "observed", message: { ...message, authorId: "somebody else" } });
      this.does({ kind: "observed", message });
    }
  }

  /** The page dies at any moment; a new one finds what is on the disk. */
  crash(): void {
    if (this.inFlight !== null) this.zombies.push(this.inFlight);
    this.inFlight = null;
    this.mustTellTime = false;
    this.pages += 1;
    this.outbox = newOutbox("u1", `page${this.pages}`);
    this.does({ kind: "loaded", rows: [...this.disk.values()] });
    this.does({ kind: "holding", isHolder: true });
  }

  private execute(row: WriteRow): Outcome {
    const { operation } = row;
    if (operation.kind !== "sendMessage" || operation.text.endsWith("refused"))
      return refusal("FORBIDDEN");
    const seq = this.executed.push(row);
    const { conversationId } = operation;
    return {
      kind: "messageSent",
      conversationId,
      messageId: String(seq),
      seq,
      sentMs: this.server.timeMs,
      ...PLAIN_SENT,
    };
  }

  private land(): readonly WriteRow[] | null {
    const rows = this.inFlight;
    this.inFlight = null;
    return rows;
  }

  check(): void {
    const keys = this.executed.map((each) => JSON.stringify(each.operation));
    expect(new Set(keys).size).toBe(keys.length); // 5
    const known = new Set([...this.disk.values()].map((row) => row.id));
    expect(known.size + [...this.settled].filter((id) => !known.has(id)).length).toBe(this.written); // 6
  }

  heal(): void {
    for (
      let i = 0;
      i < 500 && [...this.disk.values()].some((row) => row.fate.kind !== "rejected");
      i += 1
    ) {
      this.tellTime();
      this.answer();
      this.does({ kind: "wake" });
      for (const row of this.disk.values())
        if (row.fate.kind === "held") this.does({ kind: "retry", id: row.id });
    }
  }

  checkEnd(): void {
    const left = [...this.disk.values()];
    expect(left.every((row) => row.fate.kind === "rejected")).toBe(true); // 7
    const numbers = this.executed.map(({ operation }) => textNumber(operation));
    const inTime = numbers.filter((each) => !this.heldTexts.has(each));
    expect(inTime).toEqual(inTime.toSorted((a, b) => a - b)); // 8
    expect(numbers.length + left.length).toBe(this.written);
  }
}

function textNumber(operation: Operation): number {
  return "text" in operation ? Number.parseInt(operation.text, 10) : 0;
}

function problem(reason: string, code: number): Problem & { readonly class: ErrorClass } {
  return normalise({
    code,
    message: "",
    reason,
    field: "",
    retryMs: 0,
    facts: { node: "", term: 0, leader: "" },
    endedBy: "peer",
    withoutStatus: false,
  });
}

const LUCK: Readonly<Record<string, (world: World) => void>> = {
  write: (world) => world.write(false),
  writeRefused: (world) => world.write(true),
  answer: (world) => world.answer(),
  loseAnswer: (world) => world.loseAnswer(),
  loseRequest: (world) => world.loseRequest(),
  refuseAtTheDoor: (world) => world.refuseAtTheDoor(),
  lateArrival: (world) => world.lateArrival(),
  tellTime: (world) => world.tellTime(),
  observe: (world) => world.observe(),
  wake: (world) => world.does({ kind: "wake" }),
  tick: (world) => world.does({ kind: "tick" }),
  crash: (world) => world.crash(),
  aWeek: (world) => world.server.passDays(8),
};

test("whatever dies and whenever, each write is executed once and in order", () => {
  const run = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom("write", "answer", "tellTime", "wake") },
      {
        weight: 3,
        arbitrary: fc.constantFrom(...Object.keys(LUCK)),
      },
    ),
    { minLength: 20, maxLength: 120 },
  );
  fc.assert(
    fc.property(run, (names) => {
      const world = new World();
      for (const name of names) {
        LUCK[name]?.(world);
        world.check();
      }
      world.heal();
      world.check();
      world.checkEnd();
    }),
    { numRuns: 1_000 },
  );
});
