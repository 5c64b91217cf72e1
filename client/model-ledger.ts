/** The cluster's half of exactly-once (foundations 4), small enough to check the client against. For tests. */
import type { Outcome, WriteAnswer, WriteRow } from "./model.ts";

interface ClientRecord {
  highest: number;
  readonly answers: Map<number, WriteAnswer>;
}

const KEY_AGE_MS = 7 * 24 * 3600 * 1000;

export class ModelLedger {
  timeMs = 1_000_000_000_000;
  index: number;
  private readonly execute: (userId: string, row: WriteRow) => Outcome;
  private readonly clients = new Map<string, ClientRecord>();
  private readonly byKey = new Map<string, WriteAnswer>();

  constructor(execute: (userId: string, row: WriteRow) => Outcome, firstIndex = 0) {
    this.execute = execute;
    this.index = firstIndex;
  }

  /** Null: KEY_EXPIRED, nothing executed. */
  apply(userId: string, rows: readonly WriteRow[]): readonly WriteAnswer[] | null {
    const isExpired = ({ key }: WriteRow): boolean =>
      !this.clients.has(`${userId}/${key.clientId}`) && this.timeMs - key.bornMs >= KEY_AGE_MS;
    if (rows.some(isExpired)) return null;
    this.index += 1;
    return rows.map((row) => this.applyRow(userId, row));
  }

  /** Log time passes; client ids are forgotten, the unique index of executed rows is not. */
  passDays(days: number): void {
    this.timeMs += days * 24 * 3600 * 1000;
    if (days >= 7) this.clients.clear();
  }

  private applyRow(userId: string, row: WriteRow): WriteAnswer {
    const { clientId, seq, ackUpto } = row.key;
    const name = `${userId}/${clientId}`;
    const client = this.clients.get(name) ?? {
      highest: 0,
      answers: new Map<number, WriteAnswer>(),
    };
    this.clients.set(name, client);
    const stored = client.answers.get(seq);
    if (stored !== undefined) return stored;
    if (seq <= ackUpto) throw new Error("a client acknowledged a row that it still sends");
    // The unique index comes before NEVER_APPLIED: a client id opened anew may ask for a row of its former life.
    const first = this.byKey.get(`${name}/${seq}`);
    if (first !== undefined) return first;
    if (seq <= client.highest)
      return { clientId, seq, index: this.index, outcome: refusal("NEVER_APPLIED") };
    for (const each of client.answers.keys()) if (each <= ackUpto) client.answers.delete(each);
    const answer = { clientId, seq, index: this.index, outcome: this.execute(userId, row) };
    if (answer.outcome.kind !== "refused") this.byKey.set(`${name}/${seq}`, answer);
    client.highest = seq;
    client.answers.set(seq, answer);
    return answer;
  }
}

export function refusal(reason: string, field = ""): Extract<Outcome, { kind: "refused" }> {
  return { kind: "refused", reason, field, message: reason };
}
