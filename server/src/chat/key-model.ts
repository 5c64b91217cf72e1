/** For tests: the rules of write keys (foundations 4) once more, in the plainest way. */
import { LIMITS } from "../limits.ts";

export type Kind = "send" | "mark" | "join";

export interface Attempt {
  readonly client: string;
  readonly seq: number;
  readonly ack: number;
  readonly ageMs: number;
  readonly kind: Kind;
}

interface ModelClient {
  highest: number;
  ack: number;
  usedMs: number;
  answers: Map<number, string>;
}

/** An answer is "index kind" or a reason. */
export class KeyModel {
  readonly clients = new Map<string, ModelClient>();
  readonly sent = new Map<string, string>();

  /** Purged or not: a client that has expired may still have its answers. */
  storedAnswers(): number {
    const answers = [...this.clients.values()].flatMap((client) => [...client.answers.values()]);
    return answers.filter((answer) => !answer.endsWith("send")).length;
  }

  /** What every thousandth index does. */
  purge(time: number): void {
    for (const id of this.clients.keys()) {
      if (this.#known(id, time) === undefined) this.clients.delete(id);
    }
  }

  batch(index: number, time: number, rows: readonly Attempt[]): string[] {
    const isTooOld = rows.some(
      (row) => this.#known(row.client, time) === undefined && row.ageMs >= LIMITS.keyAgeMs,
    );
    if (isTooOld) return ["KEY_EXPIRED"];
    let mustWait = false;
    return rows.map((row) => {
      const client = this.#known(row.client, time) ?? {
        highest: 0,
        ack: 0,
        usedMs: 0,
        answers: new Map(),
      };
      this.clients.set(row.client, client);
      client.usedMs = time;
      client.ack = Math.max(client.ack, Math.min(row.ack, row.seq - 1, client.highest));
      for (const seq of client.answers.keys()) if (seq <= client.ack) client.answers.delete(seq);
      const stored = client.answers.get(row.seq);
      if (stored !== undefined) return stored;
      const message = row.kind === "send" ? this.sent.get(`${row.client}/${row.seq}`) : undefined;
      if (row.seq <= client.highest) {
        return row.seq <= client.ack ? "ALREADY_ANSWERED" : (message ?? "NEVER_APPLIED");
      }
      if (client.answers.size >= LIMITS.storedAnswers) mustWait = true;
      if (mustWait) return "OVERLOADED";
      const answer = message ?? `${index} ${row.kind}`;
      client.highest = row.seq;
      client.answers.set(row.seq, answer);
      if (row.kind === "send") this.sent.set(`${row.client}/${row.seq}`, answer);
      return answer;
    });
  }

  #known(id: string, time: number): ModelClient | undefined {
    const client = this.clients.get(id);
    return client !== undefined && time - client.usedMs < LIMITS.keyAgeMs ? client : undefined;
  }
}
