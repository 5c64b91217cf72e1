/** The cluster's half of exactly-once (foundations 4), small enough to check the outbox against. For tests. */
import type { Operation, Outcome, WriteAnswer, WriteRow } from "./model.ts";

interface ClientRecord {
  highest: number;
  readonly answers: Map<number, WriteAnswer>;
}

const KEY_AGE_MS = 7 * 24 * 3600 * 1000;

export class ModelServer {
  timeMs = 1_000_000_000_000;
  index = 0;
  /** Operations in the order of their execution, with their keys. */
  readonly executed: {
    readonly key: string;
    readonly operation: Operation;
    readonly seq: number;
  }[] = [];
  private readonly clients = new Map<string, ClientRecord>();
  private readonly byKey = new Map<string, WriteAnswer>();

  /** Null: KEY_EXPIRED, nothing executed. */
  apply(rows: readonly WriteRow[]): readonly WriteAnswer[] | null {
    const isExpired = ({ key }: WriteRow): boolean =>
      !this.clients.has(key.clientId) && this.timeMs - key.bornMs >= KEY_AGE_MS;
    if (rows.some(isExpired)) return null;
    this.index += 1;
    return rows.map((row) => this.applyRow(row));
  }

  /** Log time passes; client ids are forgotten, the unique index of messages is not. */
  passDays(days: number): void {
    this.timeMs += days * 24 * 3600 * 1000;
    if (days >= 7) this.clients.clear();
  }

  private applyRow({ key, operation }: WriteRow): WriteAnswer {
    const client = this.clients.get(key.clientId) ?? {
      highest: 0,
      answers: new Map<number, WriteAnswer>(),
    };
    this.clients.set(key.clientId, client);
    const stored = client.answers.get(key.seq);
    if (stored !== undefined) return stored;
    if (key.seq <= key.ackUpto) throw new Error("a client acknowledged a row that it still sends");
    // The unique index comes before NEVER_APPLIED: a client id opened anew may ask for a row of its former life.
    const first = this.byKey.get(`${key.clientId}:${key.seq}`);
    if (first !== undefined) return first;
    if (key.seq <= client.highest)
      return this.answer(key.clientId, key.seq, refusal("NEVER_APPLIED"));
    for (const seq of client.answers.keys()) if (seq <= key.ackUpto) client.answers.delete(seq);
    const answer = this.execute(key.clientId, key.seq, operation);
    client.highest = key.seq;
    client.answers.set(key.seq, answer);
    return answer;
  }

  private execute(clientId: string, seq: number, operation: Operation): WriteAnswer {
    const isRefused = operation.kind === "sendMessage" && operation.text.endsWith("refused");
    const key = `${clientId}:${seq}`;
    if (!isRefused) this.executed.push({ key, operation, seq: this.executed.length + 1 });
    const outcome = isRefused ? refusal("FORBIDDEN") : this.done(operation);
    const answer = this.answer(clientId, seq, outcome);
    if (!isRefused) this.byKey.set(key, answer);
    return answer;
  }

  private done(operation: Operation): Outcome {
    const conversationId = operation.kind === "sendMessage" ? operation.conversationId : "";
    const seq = this.executed.length;
    return {
      kind: "messageSent",
      conversationId,
      messageId: String(seq),
      seq,
      sentMs: this.timeMs,
    };
  }

  private answer(clientId: string, seq: number, outcome: Outcome): WriteAnswer {
    return { clientId, seq, index: this.index, outcome };
  }
}

function refusal(reason: string): Outcome {
  return { kind: "refused", reason, field: "", message: reason };
}
