/**
 * The light path for load generators and other programs that keep their own books: no outbox, no feed, own keys.
 * Many writers share one CallRunner, and with it what is known of the leader. Each has one write under way at a time,
 * as an outbox has; whoever wants more in flight takes more writers.
 */
import { type CallEnd, type CallRunner, newCaller } from "./call-runner.ts";
import type { WriteAnswer, WriteRow } from "./model.ts";
import type { Operation } from "./operations.ts";

export interface LoadWriterOptions {
  readonly calls: CallRunner;
  /** Session token of the user who writes. */
  readonly token: string;
  /** Of this writer alone, for one user. */
  readonly clientId: string;
  /** Log time (Now) at which this writer began. */
  readonly bornMs: number;
}

export type WriteEnd = CallEnd<{
  readonly index: number;
  readonly answers: readonly WriteAnswer[];
}>;

export class LoadWriter {
  private readonly options: LoadWriterOptions;
  private readonly caller = newCaller();
  private seq = 0;
  private answeredSeq = 0;

  constructor(options: LoadWriterOptions) {
    this.options = options;
  }

  /** The next row, under a fresh key. Write rows in the order in which they were made. */
  row(operation: Operation): WriteRow {
    const { clientId, bornMs } = this.options;
    this.seq += 1;
    return { key: { clientId, seq: this.seq, bornMs, ackUpto: this.answeredSeq }, operation };
  }

  /**
   * Tries under the same keys until the outcome is known or the budget (15 s unless told) is spent. After an end with
   * `isUnknown` write the very same rows again: that is what makes it exactly once.
   */
  async write(rows: readonly WriteRow[], budgetMs?: number): Promise<WriteEnd> {
    const { calls, token } = this.options;
    const budget = budgetMs === undefined ? {} : { budgetMs };
    const end = await calls.run(
      "write",
      { rows, accountId: "" },
      { caller: this.caller, token, ...budget },
    );
    if (end.ok) this.answeredSeq = Math.max(this.answeredSeq, ...rows.map(({ key }) => key.seq));
    return end;
  }
}
