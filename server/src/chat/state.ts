/**
 * The opened state: the tables that commands write, the statements they read with, and what the running
 * transaction has changed. Owned by one `ChatState` user at a time; after a rollback it must not be used on.
 */
import type Database from "better-sqlite3";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";
import { ClientLedger } from "./client-ledger.ts";
import type * as Rows from "./rows.ts";
import * as Schema from "./schema.ts";
import { countStateHash } from "./count-state-hash.ts";
import { StateHash } from "./state-hash.ts";
import { NoteBook } from "./note-book.ts";
import { Table, type Value } from "./table.ts";

/** What subscribers may have to be told, in log order. */
export type Change =
  | { readonly kind: "message"; readonly index: Index; readonly row: Rows.MessageRow }
  | { readonly kind: "conversation"; readonly index: Index; readonly row: Rows.ConversationRow }
  | { readonly kind: "member"; readonly index: Index; readonly row: Rows.MemberRow }
  /** The same, as the others of a direct or group conversation are told of it. */
  | { readonly kind: "reader"; readonly index: Index; readonly row: Rows.MemberRow }
  | { readonly kind: "account"; readonly index: Index; readonly row: Rows.AccountRow };

export interface TransactionNews {
  readonly changes: readonly Change[];
  readonly endedSessions: readonly Rows.SessionRow[];
}

const LEVEL = "level";
/** Of a state whose log has raised it never. */
const FIRST_LEVEL = 1;
const SELECT_SETTING = "SELECT * FROM settings WHERE name = ?";
const SELECT_APPLIED = "SELECT appliedIndex, time, hash FROM applied WHERE id = 1";
const UPDATE_APPLIED = "UPDATE applied SET appliedIndex = ?, time = ?, hash = ? WHERE id = 1";
const SELECT_LAST_SEQ = "SELECT max(seq) AS seq FROM messages WHERE conversationId = ?";

export class State {
  readonly db: Database.Database;
  readonly settings: Table<Rows.SettingRow>;
  readonly accounts: Table<Rows.AccountRow>;
  readonly sessions: Table<Rows.SessionRow>;
  readonly conversations: Table<Rows.ConversationRow>;
  readonly members: Table<Rows.MemberRow>;
  readonly messages: Table<Rows.MessageRow>;
  readonly clients: Table<Rows.ClientRow>;
  readonly answers: Table<Rows.AnswerRow>;
  readonly invites: Table<Rows.InviteRow>;
  readonly resets: Table<Rows.ResetRow>;
  readonly mentions: Table<Rows.MentionRow>;
  readonly ledger: ClientLedger;
  readonly notes: NoteBook;
  readonly #hash: StateHash;
  readonly #statements = new Map<string, Database.Statement<Value[], unknown>>();
  /** In front of the messages; right as long as every insert goes through `noteLastSeq`. */
  readonly #lastSeqs = new Map<number, number>();
  #applied: { index: Index; time: number };
  #level: number;
  #changes: Change[] = [];
  #endedSessions: Rows.SessionRow[] = [];

  constructor(db: Database.Database) {
    Schema.prepareSchema(db);
    this.db = db;
    const applied = this.get<{ appliedIndex: number; time: number; hash: Uint8Array }>(
      SELECT_APPLIED,
    );
    if (applied === undefined) throw new Error("state.db has no applied index.");
    this.#applied = { index: applied.appliedIndex, time: applied.time };
    this.#hash = StateHash.fromBytes(applied.hash);
    const parts = { db, hash: this.#hash };
    const note = (change: Change): void => void this.#changes.push(change);
    this.settings = new Table(parts, Schema.SETTINGS);
    this.accounts = new Table(parts, Schema.ACCOUNTS, {
      written: (row) => note({ kind: "account", index: row.changedAtIndex, row }),
    });
    this.sessions = new Table(parts, Schema.SESSIONS, {
      deleted: (row) => void this.#endedSessions.push(row),
    });
    this.conversations = new Table(parts, Schema.CONVERSATIONS, {
      written: (row) => note({ kind: "conversation", index: row.changedAtIndex, row }),
    });
    this.members = new Table(parts, Schema.MEMBERS, {
      written: (row) => note({ kind: "member", index: row.changedAtIndex, row }),
    });
    this.messages = new Table(parts, Schema.MESSAGES, {
      written: (row) => note({ kind: "message", index: row.changedAtIndex, row }),
    });
    this.clients = new Table(parts, Schema.CLIENTS);
    this.answers = new Table(parts, Schema.ANSWERS);
    this.invites = new Table(parts, Schema.INVITES);
    this.resets = new Table(parts, Schema.RESETS);
    this.mentions = new Table(parts, Schema.MENTIONS);
    this.ledger = new ClientLedger(this);
    this.notes = new NoteBook(db);
    this.#level = this.setting(LEVEL) ?? FIRST_LEVEL;
  }

  get appliedIndex(): Index {
    return this.#applied.index;
  }

  /** Log time of the applied index. */
  get appliedTime(): number {
    return this.#applied.time;
  }

  /** The first row, if any. The statement is prepared once. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    // The row type is the caller's word about its own SQL.
    return this.#statement(sql).get(...values) as Row | undefined;
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(...values) as Row[];
  }

  /** Nothing may be written before the iteration has ended. */
  iterate<Row>(sql: string, ...values: Value[]): IterableIterator<Row> {
    return this.#statement(sql).iterate(...values) as IterableIterator<Row>;
  }

  /** Feature level in force. */
  get level(): number {
    return this.#level;
  }

  setLevel(value: number): void {
    this.setSetting(LEVEL, value);
    this.#level = value;
  }

  /** Null for one that was never set. */
  setting(name: string): number | null {
    return this.get<Rows.SettingRow>(SELECT_SETTING, name)?.value ?? null;
  }

  setSetting(name: string, value: number): void {
    const row = this.get<Rows.SettingRow>(SELECT_SETTING, name);
    if (row === undefined) this.settings.insert({ name, value });
    else this.settings.update(row, { value });
  }

  /** Seq of the newest message of a conversation; 0 when there is none. */
  lastSeq(conversationId: number): number {
    const known = this.#lastSeqs.get(conversationId);
    if (known !== undefined) return known;
    const seq = this.get<{ seq: number | null }>(SELECT_LAST_SEQ, conversationId)?.seq ?? 0;
    this.noteLastSeq(conversationId, seq);
    return seq;
  }

  noteLastSeq(conversationId: number, seq: number): void {
    if (this.#lastSeqs.size >= LIMITS.stateCacheRows) this.#lastSeqs.clear();
    this.#lastSeqs.set(conversationId, seq);
  }

  /** Remembers the hash of what `index` and all before it have made, also in the middle of a transaction. */
  note(index: Index): void {
    // What is only in memory yet belongs to the rows.
    this.ledger.flush();
    this.notes.note({ index, hash: this.hashHex() });
  }

  /** Last act of a transaction: the applied index is stored with its effects. */
  finish(index: Index, time: number): void {
    this.ledger.flush();
    this.#applied = { index, time };
    this.#statement(UPDATE_APPLIED).run(index, time, this.#hash.toBytes());
  }

  /** What the transaction changed; the next one starts empty. */
  takeNews(): TransactionNews {
    const news = { changes: this.#changes, endedSessions: this.#endedSessions };
    this.#changes = [];
    this.#endedSessions = [];
    return news;
  }

  hashHex(): string {
    return this.#hash.toHex();
  }

  /** Counts all rows anew; equal to `hashHex` unless the file has rotted or a write went around the tables. */
  scanHashHex(): string {
    return countStateHash(this.db);
  }

  #statement(sql: string): Database.Statement<Value[], unknown> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare<Value[], unknown>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
