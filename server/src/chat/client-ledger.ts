/**
 * Which writes have been answered: for each (user, client id) the highest seq that was applied and the
 * answers above the client's `ackUpto` (foundations 4). A seq is applied once and for all; everything else
 * about a repeat is decided here. Records are held in memory and written once a transaction.
 */
import type { Key } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { assert } from "../lib/assert.ts";
import { LIMITS } from "../limits.ts";
import type { AnswerRow, ClientRow } from "./rows.ts";
import type { State } from "./state.ts";

/** Of whoever has no session yet. */
export const NOBODY = 0;

export interface WriteKey {
  readonly clientId: string;
  readonly seq: number;
  readonly bornMs: number;
  readonly ackUpto: number;
}

export type Verdict =
  /** Execute or refuse by the rule, then `settle`. */
  | "new"
  /** Answered before: by a stored answer, or, for an executed send, by its message. */
  | "stored"
  | "alreadyAnswered"
  | "neverApplied"
  /** One answer more than may be stored: nothing is executed, nothing recorded. */
  | "overloaded";

interface ClientRecord {
  readonly userId: number;
  readonly clientId: string;
  /** As it is in the table; null while it is only here. */
  row: ClientRow | null;
  expiresMs: number;
  highestSeq: number;
  ackUpto: number;
  /** Ascending. */
  stored: number[];
  /** There may be rows in `answers`: most clients only send, and their answers are messages. */
  hasAnswers: boolean;
}

const CLIENT_ID_MAX_LENGTH = 64;
/** Expiry moves in steps, so that its index is seldom touched. */
const EXPIRY_STEP_MS = 3600 * 1000;

const SELECT_CLIENT = "SELECT * FROM clients WHERE userId = ? AND clientId = ?";
const SELECT_ANSWER = "SELECT * FROM answers WHERE userId = ? AND clientId = ? AND seq = ?";
const SELECT_ANSWERS_UPTO = "SELECT * FROM answers WHERE userId = ? AND clientId = ? AND seq <= ?";
const SELECT_EXPIRED =
  "SELECT * FROM clients WHERE expiresMs <= ? ORDER BY expiresMs, userId, clientId LIMIT ?";

/** Null for a key that no honest client can have made: it is refused without a trace. */
export function parseKey(key: Key | undefined): WriteKey | null {
  if (key === undefined) return null;
  const { clientId } = key;
  if (clientId.length === 0 || clientId.length > CLIENT_ID_MAX_LENGTH) return null;
  if (key.seq < 1n || key.seq > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return {
    clientId,
    seq: Number(key.seq),
    bornMs: Number(key.bornMs),
    ackUpto: Number(key.ackUpto),
  };
}

export class ClientLedger {
  readonly #state: State;
  readonly #records = new Map<string, ClientRecord>();
  /** Records that differ from their row. */
  readonly #dirty = new Set<ClientRecord>();

  constructor(state: State) {
    this.#state = state;
  }

  /** KEY_EXPIRED: the client id is unknown and too old (or not of this time at all) to be taken for new. */
  isExpired(userId: number, key: WriteKey, time: number): boolean {
    if (Math.abs(time - key.bornMs) < LIMITS.keyAgeMs) return false;
    return this.#find(userId, key.clientId, time) === undefined;
  }

  /** Says what becomes of a write whose key has not expired, and takes note of the client's acknowledgement. */
  judge(userId: number, key: WriteKey, time: number): Verdict {
    const record = this.#find(userId, key.clientId, time) ?? this.#begin(userId, key);
    this.#dirty.add(record);
    record.expiresMs = Math.max(record.expiresMs, expiryAfter(time));
    this.#acknowledge(userId, key, record);
    if (key.seq > record.highestSeq)
      return record.stored.length < LIMITS.storedAnswers ? "new" : "overloaded";
    if (record.stored.includes(key.seq)) return "stored";
    return key.seq <= record.ackUpto ? "alreadyAnswered" : "neverApplied";
  }

  /** After `judge` said "new". Null when the answer can be made again from a row that stays. */
  settle(userId: number, key: WriteKey, answer: Uint8Array | null): void {
    const record = this.#records.get(nameOf(userId, key.clientId));
    assert(record !== undefined && key.seq > record.highestSeq, "only a new seq is settled");
    record.highestSeq = key.seq;
    record.stored.push(key.seq);
    if (answer !== null) {
      record.hasAnswers = true;
      this.#state.answers.insert({ userId, clientId: key.clientId, seq: key.seq, answer });
    }
  }

  answer(userId: number, key: WriteKey): Uint8Array | undefined {
    return this.#state.get<AnswerRow>(SELECT_ANSWER, userId, key.clientId, key.seq)?.answer;
  }

  /** Removes what has expired by `time`, at most a bounded number; the rest counts as absent all the same. */
  purge(time: number): void {
    this.flush();
    for (const row of this.#state.all<ClientRow>(SELECT_EXPIRED, time, LIMITS.purgeRows)) {
      this.#forgetAnswers(row.userId, row.clientId, Number.MAX_SAFE_INTEGER);
      this.#state.clients.delete(row);
      this.#records.delete(nameOf(row.userId, row.clientId));
    }
  }

  /** Writes what the transaction changed. */
  flush(): void {
    for (const record of this.#dirty) {
      const { userId, clientId, expiresMs, highestSeq, ackUpto } = record;
      const now = { highestSeq, ackUpto, stored: record.stored.join(",") };
      if (record.row === null) {
        record.row = { userId, clientId, expiresMs, ...now };
        this.#state.clients.insert(record.row);
      } else if (record.row.expiresMs === expiresMs) {
        record.row = this.#state.clients.update(record.row, now);
      } else {
        record.row = this.#state.clients.update(record.row, { expiresMs, ...now });
      }
    }
    this.#dirty.clear();
    if (this.#records.size > LIMITS.stateCacheRows) this.#records.clear();
  }

  #find(userId: number, clientId: string, time: number): ClientRecord | undefined {
    const record = this.#load(userId, clientId);
    return record === undefined || record.expiresMs <= time ? undefined : record;
  }

  #load(userId: number, clientId: string): ClientRecord | undefined {
    const name = nameOf(userId, clientId);
    const known = this.#records.get(name);
    if (known !== undefined) return known;
    const row = this.#state.get<ClientRow>(SELECT_CLIENT, userId, clientId);
    if (row === undefined) return undefined;
    const stored = row.stored === "" ? [] : row.stored.split(",").map(Number);
    const { expiresMs, highestSeq, ackUpto } = row;
    const record = {
      userId,
      clientId,
      row,
      expiresMs,
      highestSeq,
      ackUpto,
      stored,
      hasAnswers: stored.length > 0,
    };
    this.#records.set(name, record);
    return record;
  }

  /** A client id that is unknown, or counts as such because it has expired: from nothing. */
  #begin(userId: number, { clientId, bornMs }: WriteKey): ClientRecord {
    const expired = this.#load(userId, clientId);
    if (expired !== undefined) {
      // It may have been touched and have expired within one transaction.
      this.flush();
      this.#forgetAnswers(userId, clientId, Number.MAX_SAFE_INTEGER);
    }
    const record = {
      userId,
      clientId,
      row: expired?.row ?? null,
      // A repeat that comes after the record has gone must be too old for a new one.
      expiresMs: expiryAfter(bornMs),
      highestSeq: 0,
      ackUpto: 0,
      stored: [],
      hasAnswers: false,
    };
    this.#records.set(nameOf(userId, clientId), record);
    return record;
  }

  /** Nobody can have seen the answer to what was not applied, nor to the write that says so. */
  #acknowledge(userId: number, key: WriteKey, record: ClientRecord): void {
    const upto = Math.min(key.ackUpto, key.seq - 1, record.highestSeq);
    if (upto <= record.ackUpto) return;
    record.ackUpto = upto;
    const kept = record.stored.filter((seq) => seq > upto);
    if (kept.length === record.stored.length) return;
    record.stored = kept;
    if (record.hasAnswers) this.#forgetAnswers(userId, key.clientId, upto);
    if (kept.length === 0) record.hasAnswers = false;
  }

  #forgetAnswers(userId: number, clientId: string, upto: number): void {
    for (const row of this.#state.all<AnswerRow>(SELECT_ANSWERS_UPTO, userId, clientId, upto)) {
      this.#state.answers.delete(row);
    }
  }
}

function nameOf(userId: number, clientId: string): string {
  return `${userId}/${clientId}`;
}

/** Never earlier than the age of keys, rounded up. */
function expiryAfter(time: number): number {
  return Math.ceil((time + LIMITS.keyAgeMs) / EXPIRY_STEP_MS) * EXPIRY_STEP_MS;
}
