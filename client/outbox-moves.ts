/** The moves that the outbox is made of: each changes rows in memory and commands the same change of the store. Pure. */
import { HOLD_AFTER_MS } from "./limits.ts";
import type { Outbox, OutboxCommand, OutboxStep, Settlement } from "./outbox-model.ts";
import { canSend, isDoubtful } from "./outbox-model.ts";
import type { StoredRow } from "./outbox-store.ts";

export function put(outbox: Outbox, row: StoredRow): OutboxStep {
  const rows = outbox.rows.map((each) => (each.order === row.order ? row : each));
  return { outbox: { ...outbox, rows }, commands: [{ kind: "change", put: [row], remove: [] }] };
}

/** Takes the row out, and tells how its story ended. */
export function dropRow(outbox: Outbox, row: StoredRow, settlement: Settlement): OutboxStep {
  const rows = outbox.rows.filter((each) => each.order !== row.order);
  return {
    outbox: forget(
      { ...outbox, rows, inFlight: outbox.inFlight.filter((order) => order !== row.order) },
      [row.order],
    ),
    commands: [
      { kind: "change", put: [], remove: [row.order] },
      { kind: "settled", row, settlement },
    ],
  };
}

/** The log has decided: its key is used up. */
export function settle(outbox: Outbox, row: StoredRow, settlement: Settlement): OutboxStep {
  const isInFlight = outbox.inFlight.includes(row.order);
  const dropped = dropRow(noteSettled(outbox, row), row, settlement);
  if (!isInFlight) return dropped;
  // Its request is still under way: the one-request rule holds until it ends.
  return { ...dropped, outbox: { ...dropped.outbox, inFlight: outbox.inFlight } };
}

/** Messages stay for a person to decide; other writes are answered to their caller and leave. */
export function refuse(
  outbox: Outbox,
  row: StoredRow,
  refusal: {
    readonly reason: string;
    readonly field: string;
    readonly message: string;
    readonly isFromLog: boolean;
  },
): OutboxStep {
  const { reason, field, message, isFromLog } = refusal;
  // Refused at the door although an earlier try may have been executed: only the log may reject it (foundations 4).
  if (!isFromLog && isDoubtful(outbox, row))
    return put(outbox, { ...row, fate: { kind: "held", attempted: true, reason } });
  const noted = isFromLog ? noteSettled(outbox, row) : outbox;
  const settlement: Settlement = { kind: "refused", reason, field, message };
  if (row.operation.kind !== "sendMessage") return dropRow(noted, row, settlement);
  const rejected = put(noted, { ...row, fate: { kind: "rejected", reason, field, message } });
  return { ...rejected, commands: [...rejected.commands, { kind: "settled", row, settlement }] };
}

/**
 * A new key of this page for a row whose old one is definitively unused. Later rows of this page that were never
 * tried move behind it, for the cluster takes the keys of one client id only upwards.
 */
export function rekey(outbox: Outbox, row: StoredRow): OutboxStep {
  const isMoved = (each: StoredRow): boolean =>
    each.order > row.order &&
    each.clientId === outbox.clientId &&
    canSend(each) &&
    !outbox.inFlight.includes(each.order) &&
    !isDoubtful(outbox, each);
  let current = outbox;
  const commands: OutboxCommand[] = [];
  for (const each of [row, ...outbox.rows.filter(isMoved)]) {
    const { clientId, nextSeq: seq, bornMs } = current;
    const result = put(current, { ...each, clientId, seq, bornMs, fate: { kind: "waiting" } });
    current = { ...result.outbox, nextSeq: seq + 1 };
    commands.push(...result.commands);
  }
  return { outbox: current, commands };
}

/**
 * KEY_EXPIRED: opens the client ids anew with the newest log time. Messages go again under the same keys, for the
 * unique index decides; other writes whose first try is in doubt ask a person.
 */
export function reopen(outbox: Outbox, clientIds: readonly string[]): OutboxStep {
  let current: Outbox = outbox;
  const commands: OutboxCommand[] = [];
  if (clientIds.includes(outbox.clientId)) current = { ...current, bornMs: outbox.logTimeMs };
  for (const row of outbox.rows) {
    if (!clientIds.includes(row.clientId) || !canSend(row)) continue;
    const mustAsk = row.operation.kind !== "sendMessage" && isDoubtful(outbox, row);
    const fate: StoredRow["fate"] = mustAsk
      ? { kind: "held", attempted: true, reason: "KEY_EXPIRED" }
      : row.fate;
    const result = put(current, { ...row, bornMs: outbox.logTimeMs, fate });
    current = result.outbox;
    commands.push(...result.commands);
  }
  return { outbox: current, commands };
}

/** Rows whose key is about to expire wait for a person: nobody expects a week-old message to leave by itself. */
export function holdOldRows(outbox: Outbox): OutboxStep {
  const { logTimeMs, released, inFlight } = outbox;
  const isOld = (row: StoredRow): boolean =>
    canSend(row) &&
    logTimeMs - row.writtenMs >= HOLD_AFTER_MS &&
    !released.has(row.order) &&
    !inFlight.includes(row.order);
  const old = logTimeMs === 0 ? [] : outbox.rows.filter(isOld);
  let current = outbox;
  const commands: OutboxCommand[] = [];
  for (const row of old) {
    const attempted = isDoubtful(current, row);
    const result = put(current, { ...row, fate: { kind: "held", attempted, reason: "OLD" } });
    current = result.outbox;
    commands.push(...result.commands);
  }
  return { outbox: current, commands };
}

/** KEY_EXPIRED: these rows' client ids are opened anew once log time is known. */
export function expire(outbox: Outbox, rows: readonly StoredRow[]): Outbox {
  const expired = new Set([...outbox.expired, ...rows.map((row) => row.clientId)]);
  return { ...outbox, expired: [...expired] };
}

/** These rows are no longer known to be clean. */
export function forget(outbox: Outbox, orders: readonly number[]): Outbox {
  if (orders.length === 0) return outbox;
  const clean = new Set(outbox.clean);
  for (const order of orders) clean.delete(order);
  return { ...outbox, clean };
}

function noteSettled(outbox: Outbox, { clientId, seq }: StoredRow): Outbox {
  const settledSeq = new Map(outbox.settledSeq);
  settledSeq.set(clientId, Math.max(settledSeq.get(clientId) ?? 0, seq));
  return { ...outbox, settledSeq };
}

/** One atomic change instead of many, before anything that relies on it. */
export function merge(commands: readonly OutboxCommand[]): readonly OutboxCommand[] {
  const puts = new Map<number, StoredRow>();
  const removes = new Set<number>();
  const rest: OutboxCommand[] = [];
  for (const command of commands) {
    if (command.kind !== "change") {
      rest.push(command);
      continue;
    }
    for (const row of command.put) puts.set(row.order, row);
    for (const order of command.remove) {
      puts.delete(order);
      removes.add(order);
    }
  }
  if (puts.size === 0 && removes.size === 0) return rest;
  return [{ kind: "change", put: [...puts.values()], remove: [...removes] }, ...rest];
}
