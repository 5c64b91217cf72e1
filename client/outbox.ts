/**
 * The queue of unsent writes (product.md 4.1, foundations 4). Rows leave in order, one request at a time, and only
 * when their outcome is known; a key never changes while its outcome is unknown. Pure: events in, next state and
 * commands out.
 *
 *   drafted ─▶ stored ─▶ waiting ─▶ attempted ──answer, own event──▶ settled (gone)
 *                           ▲           │ refused by the log or the bytes ─▶ rejected ──retry──▶ waiting, new key
 *                           └─ NEVER_APPLIED, new key                        └──discard──▶ gone
 *                                       │ older than 6 days, or a person's word needed ─▶ held ──retry──▶ same key
 */
import { busyBackoffMs, RETRY_CAP_MS } from "./backoff.ts";
import { isDefinitive } from "./errors.ts";
import type { WriteAnswer } from "./model.ts";
import { nextBatch, toWriteRows } from "./outbox-batch.ts";
import {
  isDoubtful,
  type Outbox,
  type OutboxCommand,
  type OutboxEvent,
  type OutboxStep,
} from "./outbox-model.ts";
import {
  dropRow,
  expire,
  forget,
  holdOldRows,
  merge,
  put,
  refuse,
  reopen,
  rekey,
  settle,
} from "./outbox-moves.ts";
import type { StoredRow } from "./outbox-store.ts";

/** Monotone ms, and one random number in [0, 1). */
export interface OutboxInstant {
  readonly nowMs: number;
  readonly random: number;
}

export function step(outbox: Outbox, event: OutboxEvent, instant: OutboxInstant): OutboxStep {
  const heard = hear(outbox, event, instant);
  const held = holdOldRows(heard.outbox);
  const sent = sendNext(held.outbox, instant);
  return {
    outbox: sent.outbox,
    commands: merge([...heard.commands, ...held.commands, ...sent.commands]),
  };
}

function hear(outbox: Outbox, event: OutboxEvent, instant: OutboxInstant): OutboxStep {
  switch (event.kind) {
    case "loaded":
      return onLoaded(outbox, event.rows);
    case "appended":
      return onAppended(outbox, event.row);
    case "logTime":
      return onLogTime(outbox, event.timeMs);
    case "logTimeFailed":
      return still({ ...outbox, isAskingTime: false, retryAtMs: instant.nowMs + RETRY_CAP_MS });
    case "holding":
      // What the next holder tries, this tab does not see.
      return still({
        ...outbox,
        isHolder: event.isHolder,
        clean: event.isHolder ? outbox.clean : new Set(),
      });
    case "signedIn":
      return still({
        ...outbox,
        session: outbox.session + 1,
        isSignedOut: false,
        retryAtMs: null,
      });
    case "signedOut":
      return still({ ...outbox, isSignedOut: true });
    case "answered":
      return onAnswers(outbox, event.answers, instant);
    case "failed":
      return onFailed(outbox, event, instant);
    case "observed":
      return onObserved(outbox, event);
    case "wake":
      return still({ ...outbox, retryAtMs: null });
    case "tick":
      return still(isDue(outbox, instant.nowMs) ? { ...outbox, retryAtMs: null } : outbox);
    case "retry":
      return onRetry(outbox, event.id);
    case "discard":
      return onDiscard(outbox, event.id);
  }
}

// ------------------------------------------------------------------------------------ Coming and going

function onLoaded(outbox: Outbox, rows: readonly StoredRow[]): OutboxStep {
  const known = new Set(outbox.rows.map((row) => row.order));
  const kept = new Set(rows.map((row) => row.order));
  const clean = new Set([...outbox.clean].filter((order) => kept.has(order) && known.has(order)));
  // Whatever another tab wrote: a key under way does not change.
  const underWay = (row: StoredRow): StoredRow | undefined =>
    outbox.inFlight.includes(row.order)
      ? outbox.rows.find(({ order }) => order === row.order)
      : undefined;
  const merged = rows.map((row) => underWay(row) ?? row);
  return still({ ...outbox, rows: merged.toSorted((a, b) => a.order - b.order), clean });
}

function onAppended(outbox: Outbox, row: StoredRow): OutboxStep {
  if (outbox.rows.some((each) => each.order === row.order)) return still(outbox);
  const rows = [...outbox.rows, row].toSorted((a, b) => a.order - b.order);
  // Where another page sends, only that page knows what was tried.
  const clean = outbox.isHolder ? new Set([...outbox.clean, row.order]) : outbox.clean;
  return still({ ...outbox, rows, clean });
}

function onLogTime(outbox: Outbox, timeMs: number): OutboxStep {
  const timed: Outbox = { ...outbox, logTimeMs: Math.max(outbox.logTimeMs, timeMs) };
  if (!outbox.isAskingTime) return still(timed);
  return reopen({ ...timed, isAskingTime: false, expired: [] }, outbox.expired);
}

function onObserved(
  outbox: Outbox,
  { message }: Extract<OutboxEvent, { kind: "observed" }>,
): OutboxStep {
  const { clientId, clientSeq } = message;
  const row = outbox.rows.find((each) => each.clientId === clientId && each.seq === clientSeq);
  if (row === undefined || message.authorId !== outbox.userId) return still(outbox);
  return settle(outbox, row, { kind: "seen", message });
}

function onRetry(outbox: Outbox, id: string): OutboxStep {
  const row = outbox.rows.find((each) => each.id === id);
  if (row?.fate.kind === "rejected") return rekey(outbox, row);
  if (row?.fate.kind !== "held") return still(outbox);
  const released = new Set([...outbox.released, row.order]);
  return put(
    { ...outbox, released },
    { ...row, fate: { kind: row.fate.attempted ? "attempted" : "waiting" } },
  );
}

function onDiscard(outbox: Outbox, id: string): OutboxStep {
  const row = outbox.rows.find((each) => each.id === id);
  if (row === undefined || isDoubtful(outbox, row)) return still(outbox);
  return dropRow(outbox, row, { kind: "discarded" });
}

// --------------------------------------------------------------------------------- How a request ended

function onAnswers(
  outbox: Outbox,
  answers: readonly WriteAnswer[],
  instant: OutboxInstant,
): OutboxStep {
  const orders = new Set(outbox.inFlight);
  // Keys as they travelled, before any of them changes.
  const sent = outbox.rows.filter((row) => orders.has(row.order));
  let current: Outbox = { ...outbox, inFlight: [], failures: 0, retryAtMs: null };
  const commands: OutboxCommand[] = [];
  const answerOf = (row: StoredRow): WriteAnswer | undefined =>
    answers.find((each) => each.clientId === row.clientId && each.seq === row.seq);
  // New keys last: they may move rows behind them, and only now is known which of those are in doubt.
  const isNeverApplied = (row: StoredRow): boolean => {
    const outcome = answerOf(row)?.outcome;
    return outcome?.kind === "refused" && outcome.reason === "NEVER_APPLIED";
  };
  const [plain, unused] = [sent.filter((row) => !isNeverApplied(row)), sent.filter(isNeverApplied)];
  for (const row of [...plain, ...unused]) {
    const answer = answerOf(row);
    const result = onAnswer(current, row, { answer, instant });
    current = result.outbox;
    commands.push(...result.commands);
  }
  return { outbox: current, commands };
}

function onAnswer(
  outbox: Outbox,
  row: StoredRow,
  {
    answer,
    instant,
  }: { readonly answer: WriteAnswer | undefined; readonly instant: OutboxInstant },
): OutboxStep {
  // An answer without an index is none (edge.md 1): the row stays, and goes again under its key.
  if (answer === undefined || answer.index === 0)
    return still(again(forget(outbox, [row.order]), 0, instant));
  const { outcome, index } = answer;
  if (outcome.kind !== "refused") return settle(outbox, row, { kind: "decided", outcome, index });
  switch (outcome.reason) {
    case "ALREADY_ANSWERED":
      return settle(outbox, row, { kind: "answeredBefore" });
    case "NEVER_APPLIED":
      // Two tabs would give it two keys: only the holder may.
      return outbox.isHolder ? rekey(outbox, row) : still(outbox);
    case "KEY_EXPIRED":
      return still(expire(outbox, [row]));
    case "OVERLOADED":
      return still(again(outbox, 0, instant));
    default:
      return refuse(outbox, row, {
        reason: outcome.reason,
        field: outcome.field,
        message: outcome.message,
        isFromLog: true,
      });
  }
}

function onFailed(
  outbox: Outbox,
  { problem, isUnknown }: Extract<OutboxEvent, { kind: "failed" }>,
  instant: OutboxInstant,
): OutboxStep {
  const orders = new Set(outbox.inFlight);
  const sent = outbox.rows.filter((row) => orders.has(row.order));
  const landed = forget({ ...outbox, inFlight: [] }, isUnknown ? outbox.inFlight : []);
  const [first] = sent;
  if (problem.class === "AUTH") {
    // What an earlier session was answered says nothing about this one: the same keys go again.
    const isOver = outbox.inFlightSession === outbox.session;
    return still({ ...landed, isSignedOut: outbox.isSignedOut || isOver });
  }
  if (problem.reason === "KEY_EXPIRED") return still(again(expire(landed, sent), 0, instant));
  const isAboutOneRow =
    isDefinitive(problem) || problem.reason === "NEVER_APPLIED" || problem.class === "SETTLED";
  if (first === undefined || !isAboutOneRow) return still(again(landed, problem.retryMs, instant));
  if (sent.length > 1)
    return still({ ...landed, aloneUpto: Math.max(landed.aloneUpto, sent.at(-1)?.order ?? 0) });
  if (problem.reason === "NEVER_APPLIED")
    return landed.isHolder ? rekey(landed, first) : still(landed);
  if (problem.class === "SETTLED") return settle(landed, first, { kind: "answeredBefore" });
  return refuse(landed, first, {
    reason: problem.reason,
    field: problem.field,
    message: problem.message,
    isFromLog: false,
  });
}

/** Same rows, same keys, a little later. */
function again(outbox: Outbox, retryMs: number, { nowMs, random }: OutboxInstant): Outbox {
  const failures = outbox.failures + 1;
  const delayMs = retryMs > 0 ? retryMs : random * busyBackoffMs(0, failures);
  return { ...outbox, failures, retryAtMs: nowMs + delayMs };
}

// ----------------------------------------------------------------------------------------- What next

function sendNext(outbox: Outbox, { nowMs }: OutboxInstant): OutboxStep {
  const { isHolder, isSignedOut, inFlight, isAskingTime } = outbox;
  if (!isHolder || isSignedOut || inFlight.length > 0 || isAskingTime) return still(outbox);
  if (outbox.retryAtMs !== null && nowMs < outbox.retryAtMs) return still(outbox);
  const batch = nextBatch(outbox);
  if (batch.length === 0) return still(outbox);
  const isTimeNeeded =
    outbox.expired.length > 0 || (outbox.logTimeMs === 0 && batch.some((row) => row.bornMs === 0));
  if (isTimeNeeded)
    return { outbox: { ...outbox, isAskingTime: true }, commands: [{ kind: "askTime" }] };
  return attempt({ ...outbox, retryAtMs: null }, batch);
}

/** Marks the batch durably as attempted, with its birth, and sends it. */
function attempt(outbox: Outbox, batch: readonly StoredRow[]): OutboxStep {
  const unmarked = batch.filter((row) => row.bornMs === 0 || row.fate.kind === "waiting");
  let current = outbox.bornMs === 0 ? { ...outbox, bornMs: outbox.logTimeMs } : outbox;
  const commands: OutboxCommand[] = [];
  for (const row of unmarked) {
    const freshMs = row.clientId === outbox.clientId ? current.bornMs : outbox.logTimeMs;
    const bornMs = row.bornMs === 0 ? freshMs : row.bornMs;
    const result = put(current, { ...row, bornMs, fate: { kind: "attempted" } });
    // What was never tried until now is clean whoever wrote it.
    const clean =
      row.fate.kind === "waiting"
        ? new Set([...result.outbox.clean, row.order])
        : result.outbox.clean;
    current = { ...result.outbox, clean };
    commands.push(...result.commands);
  }
  const orders = batch.map((row) => row.order);
  const marked = current.rows.filter((row) => orders.includes(row.order));
  const rows = toWriteRows(current, marked);
  return {
    outbox: { ...current, inFlight: orders, inFlightSession: current.session },
    commands: [...commands, { kind: "send", rows }],
  };
}

function isDue(outbox: Outbox, nowMs: number): boolean {
  return outbox.retryAtMs !== null && nowMs >= outbox.retryAtMs;
}

function still(outbox: Outbox): OutboxStep {
  return { outbox, commands: [] };
}
