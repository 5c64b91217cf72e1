/** Runs the outbox's rules against the store, the other tabs and the cluster. One for each signed-in user of a page. */
import { type CallRunner, newCaller } from "./call-runner.ts";
import type { PendingRow, PendingWrite, WriteOutcome } from "./chat.ts";
import type { Chance, Clock } from "./clock.ts";
import { HolderWatch } from "./holder-watch.ts";
import type { Message, WriteRow } from "./model.ts";
import type { Operation } from "./operations.ts";
import {
  draft,
  newOutbox,
  type Outbox,
  type OutboxCommand,
  type OutboxEvent,
  type Settlement,
} from "./outbox-model.ts";
import type { OutboxStore, RowDraft, StoredRow } from "./outbox-store.ts";
import { step } from "./outbox.ts";
import { pendingRow, writeOutcome } from "./pending-rows.ts";
import { RowAges } from "./row-ages.ts";
import { RowStore } from "./row-store.ts";
import { StuckWatch } from "./stuck-watch.ts";
import type { Tabs, TabNote, TabSeat } from "./tabs.ts";

export interface OutboxSenderOptions {
  readonly userId: string;
  readonly calls: CallRunner;
  readonly clock: Clock;
  readonly chance: Chance;
  readonly store: OutboxStore;
  readonly tabs: Tabs;
  fallback(firstOrder: number): OutboxStore;
  token(): string;
  isVisible(): boolean;
  /** Rows or their states read differently now. */
  changed(): void;
  settled(outcome: WriteOutcome): void;
  signedOut(): void;
}

export class OutboxSender {
  private readonly options: OutboxSenderOptions;
  private readonly rows: RowStore;
  private readonly seat: TabSeat;
  private readonly caller = newCaller();
  private readonly closed = new AbortController();
  private outbox: Outbox;
  /** Written, not yet committed. */
  private readonly drafts: RowDraft[] = [];
  private readonly waiting = new Map<
    string,
    { readonly row: RowDraft; readonly resolve: (outcome: WriteOutcome) => void }
  >();
  private readonly ages: RowAges;
  private changes = 0;
  /** Times that the lock came or went. */
  private holdings = 0;
  private readonly stuck: StuckWatch;
  private readonly holder: HolderWatch;
  private cancelRetry: () => void = () => {};

  constructor(options: OutboxSenderOptions) {
    const { userId, chance, clock, store, tabs } = options;
    this.options = options;
    this.outbox = newOutbox(userId, chance.clientId());
    this.ages = new RowAges(clock, () => options.changed());
    this.stuck = new StuckWatch({ clock, changed: () => options.changed() });
    this.holder = new HolderWatch({
      clock,
      isWaiting: () => this.hasForeignHolder,
      isVisible: () => options.isVisible(),
      takeOver: () => this.seat.steal(),
      announceMoving: () => this.seat.announce({ kind: "moving" }),
    });
    this.rows = new RowStore(store, {
      clock,
      fallback: options.fallback,
      failed: () => void this.holding(true), // never rejects
    });
    this.seat = tabs.join(`parley-outbox:${userId}`, {
      holding: (isHolder) => void this.holding(isHolder), // never rejects
      heard: (note) => this.heard(note),
    });
    void this.reload(); // never rejects
  }

  write(operation: Operation): PendingWrite {
    const { outbox, row } = draft(this.outbox, operation, this.options.clock.wall());
    this.outbox = outbox;
    this.drafts.push(row);
    this.ages.note(row.id);
    const outcome = new Promise<WriteOutcome>((resolve) =>
      this.waiting.set(row.id, { row, resolve }),
    );
    const stored = this.store(row);
    this.options.changed();
    return { row: this.view(row), stored, outcome };
  }

  list(): readonly PendingRow[] {
    return [...this.outbox.rows, ...this.drafts].map((row) => this.view(row));
  }

  /** Rows that wait for their outcome by themselves. */
  get waitingCount(): number {
    return this.list().filter(({ state }) => state === "sending" || state === "queued").length;
  }

  get durable(): boolean {
    return this.rows.durable;
  }

  retry(id: string): void {
    this.does({ kind: "retry", id });
  }

  discard(id: string): boolean {
    this.does({ kind: "discard", id });
    return !this.outbox.rows.some((row) => row.id === id);
  }

  observe(message: Message): void {
    if (message.authorId === this.options.userId) this.does({ kind: "observed", message });
  }

  logTime(timeMs: number): void {
    this.does({ kind: "logTime", timeMs });
  }

  wake(): void {
    this.does({ kind: "wake" });
  }

  /** Time may have passed: timers of hidden pages are late. */
  tick(): void {
    this.does({ kind: "tick" });
  }

  /** Nothing may be sent any more: what session there is may be somebody else's. */
  pause(): void {
    this.does({ kind: "signedOut" });
  }

  signedIn(): void {
    this.does({ kind: "signedIn" });
  }

  /** `noQuorumSinceMs`: wall clock; null while there is a majority. */
  noteWay(isOffline: boolean, noQuorumSinceMs: number | null): void {
    this.stuck.note(isOffline, noQuorumSinceMs);
  }

  /** Leaves the rows where they are. */
  close(): void {
    this.closed.abort();
    this.cancelRetry();
    this.holder.rest();
    this.stuck.close();
    this.ages.close();
    this.seat.leave();
  }

  // ------------------------------------------------------------------------------------- Rules and effects

  private does(event: OutboxEvent): void {
    if (this.closed.signal.aborted) return;
    const { clock, chance } = this.options;
    const before = this.outbox;
    const { outbox, commands } = step(before, event, {
      nowMs: clock.now(),
      random: chance.fraction(),
    });
    this.outbox = outbox;
    for (const command of commands) this.obey(command);
    this.planRetry();
    if (!before.isSignedOut && outbox.isSignedOut) this.options.signedOut();
    if (outbox.rows !== before.rows || outbox.isSignedOut !== before.isSignedOut)
      this.options.changed();
  }

  private obey(command: OutboxCommand): void {
    switch (command.kind) {
      case "change":
        this.changes += 1;
        // RowStore falls back to memory: this never rejects. Others look again once it is committed.
        void this.rows
          .change(command.put, command.remove)
          .then(() => this.seat.announce({ kind: "rows" }));
        return;
      case "send":
        void this.send(command.rows); // never rejects
        return;
      case "askTime":
        void this.askTime(); // never rejects
        return;
      case "settled":
        this.seat.announce({ kind: "settled", id: command.row.id, settlement: command.settlement });
        return this.settle(command.row, command.settlement);
    }
  }

  private settle(row: StoredRow, settlement: Settlement): void {
    const outcome = writeOutcome(row, settlement);
    this.ages.forget(row.id);
    this.options.settled(outcome);
    this.resolve(row.id, outcome);
  }

  private resolve(id: string, outcome: WriteOutcome): void {
    this.waiting.get(id)?.resolve(outcome);
    this.waiting.delete(id);
  }

  private async store(row: RowDraft): Promise<boolean> {
    const stored = await this.rows.append(row);
    this.changes += 1;
    this.drafts.splice(this.drafts.indexOf(row), 1);
    this.does({ kind: "appended", row: stored });
    this.seat.announce({ kind: "rows" });
    if (this.hasForeignHolder) this.holder.watch();
    return this.rows.durable;
  }

  private async send(rows: readonly WriteRow[]): Promise<void> {
    const { calls, token, userId: accountId } = this.options;
    await this.rows.idle(); // the marks this attempt relies on are committed
    const stopWorking = this.holder.working();
    const { signal } = this.closed;
    const request = { rows, accountId };
    const end = await calls.run("write", request, { caller: this.caller, token: token(), signal });
    stopWorking();
    if (end.ok) this.does({ kind: "answered", answers: end.value.answers });
    else this.does({ kind: "failed", problem: end.problem, isUnknown: end.isUnknown });
  }

  private async askTime(): Promise<void> {
    const { calls } = this.options;
    const end = await calls.run(
      "now",
      {},
      { caller: this.caller, token: "", signal: this.closed.signal },
    );
    this.does(end.ok ? { kind: "logTime", timeMs: end.value.timeMs } : { kind: "logTimeFailed" });
  }

  /** Reads all rows; again if something changed meanwhile, for then they may be old. */
  private async reload(): Promise<void> {
    for (;;) {
      const { changes } = this;
      const rows = await this.rows.load(this.options.userId);
      if (rows === null || this.closed.signal.aborted) return;
      if (changes !== this.changes) continue;
      for (const row of rows) this.ages.note(row.id);
      return this.does({ kind: "loaded", rows });
    }
  }

  private planRetry(): void {
    this.cancelRetry();
    const { clock } = this.options;
    const { retryAtMs } = this.outbox;
    if (retryAtMs === null) return;
    const delayMs = Math.max(0, retryAtMs - clock.now());
    this.cancelRetry = clock.after(delayMs, () => this.does({ kind: "tick" }));
  }

  // ------------------------------------------------------------------------------------------ Other tabs

  /** Never rejects. */
  private async holding(isHolder: boolean): Promise<void> {
    this.holder.moved();
    this.holdings += 1;
    const { holdings } = this;
    // A row that the last holder settled under a new key would be sent again under its old one: look first.
    if (isHolder) await this.reload();
    if (holdings !== this.holdings) return;
    // Rows that only this page has are sent by this page: keys keep that safe.
    this.does({ kind: "holding", isHolder: isHolder || this.rows.isAlone });
  }

  private heard(note: TabNote): void {
    this.holder.moved();
    if (note.kind === "rows") void this.reload(); // never rejects
    if (note.kind !== "settled") return;
    // It may have left the store before this word of it arrived.
    const known = this.outbox.rows.find((each) => each.id === note.id);
    const row = known ?? this.waiting.get(note.id)?.row;
    if (row !== undefined) this.resolve(note.id, writeOutcome(row, note.settlement));
  }

  private get hasForeignHolder(): boolean {
    return !this.outbox.isHolder && this.outbox.rows.length > 0;
  }

  // --------------------------------------------------------------------------------------------- People

  private view(row: RowDraft): PendingRow {
    const ageMs = this.ages.ageMs(row.id);
    return pendingRow(row, { isStuck: this.stuck.isStuck || this.outbox.isSignedOut, ageMs });
  }
}
