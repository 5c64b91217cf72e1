/** The only way rows are written: each write folds the state hash and is heard by whoever must know of it. */
import type Database from "better-sqlite3";
import { assert } from "../lib/assert.ts";
import type { TableSpec } from "./schema.ts";
import { digestOf, type RowDigest, type StateHash } from "./state-hash.ts";
import { LIMITS } from "../limits.ts";

export type Value = number | string | Uint8Array | null;
type AnyRow<Row> = { readonly [Column in keyof Row]: Value };

/**
 * What a row counts as in the state hash. Exported for the scan that proves the running hash. Nulls at the end are left
 * out: a column that a later version added, and that a row does not use, leaves its hash as it was.
 */
export function rowContent(table: string, values: readonly unknown[]): string {
  const used = values.slice(0, values.findLastIndex((value) => value !== null) + 1);
  return JSON.stringify([table, ...used.map(countedValue)]);
}

function countedValue(value: unknown): unknown {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")
    : value;
}

export interface TableParts {
  readonly db: Database.Database;
  readonly hash: StateHash;
}

interface Finder<Row> {
  readonly statement: Database.Statement<Value[], Row>;
  readonly rows: Map<string, Row>;
}

function nameOf(value: number | Uint8Array | undefined): string {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1")
    : String(value);
}

export class Table<Row extends AnyRow<Row>> {
  readonly #db: Database.Database;
  readonly #hash: StateHash;
  readonly #spec: TableSpec<Row>;
  readonly #written: (row: Row) => void;
  readonly #deleted: (row: Row) => void;
  readonly #into: string;
  /** Prepared when they are first needed: many starts of a node write to few of the tables. */
  #insert: Database.Statement<Value[]> | null = null;
  #insertNew: Database.Statement<Value[]> | null = null;
  #delete: Database.Statement<Value[]> | null = null;
  readonly #updates = new Map<string, Database.Statement<Value[]>>();
  /** Of updated rows: those that change with every message are hashed once, not twice. */
  readonly #digests = new WeakMap<object, RowDigest>();
  readonly #finders = new Map<string, Finder<Row>>();

  constructor(
    parts: TableParts,
    spec: TableSpec<Row>,
    listen: { written?: (row: Row) => void; deleted?: (row: Row) => void } = {},
  ) {
    this.#db = parts.db;
    this.#hash = parts.hash;
    this.#spec = spec;
    this.#written = listen.written ?? (() => {});
    this.#deleted = listen.deleted ?? (() => {});
    const places = spec.columns.map(() => "?").join(", ");
    this.#into = `INTO ${spec.name} (${spec.columns.join(", ")}) VALUES (${places})`;
  }

  /**
   * The only row of a SELECT over this table alone, remembered until the table is written: for rows that every message
   * needs and few change.
   */
  find(sql: string, ...values: (number | Uint8Array)[]): Row | undefined {
    const finder = this.#finders.get(sql) ?? this.#newFinder(sql);
    const name = values.length === 1 ? nameOf(values[0]) : values.map(nameOf).join();
    const known = finder.rows.get(name);
    if (known !== undefined) return known;
    const row = finder.statement.get(...values);
    if (row === undefined) return undefined;
    if (finder.rows.size >= LIMITS.stateCacheRows) finder.rows.clear();
    finder.rows.set(name, row);
    return row;
  }

  insert(row: Row): void {
    this.#insert ??= this.#db.prepare(`INSERT ${this.#into}`);
    this.#insert.run(...this.#values(row));
    this.#added(row);
  }

  /** False, and nothing is written, when a unique index holds such a row already. */
  insertIfNew(row: Row): boolean {
    this.#insertNew ??= this.#db.prepare(`INSERT ${this.#into} ON CONFLICT DO NOTHING`);
    if (this.#insertNew.run(...this.#values(row)).changes === 0) return false;
    this.#added(row);
    return true;
  }

  /** `old` must be the row as it is stored. Returns the row as it is now. */
  update(old: Row, patch: Partial<Row>): Row {
    const row: Row = { ...old, ...patch };
    const columns = this.#spec.columns.filter((column) => column in patch);
    const values = columns.map((column) => row[column]);
    const result = this.#updateOf(columns).run(...values, ...this.#keyOf(old));
    assert(result.changes === 1, `the updated row of ${this.#spec.name} exists`);
    const digest = this.#digest(row);
    this.#hash.subtract(this.#digests.get(old) ?? this.#digest(old));
    this.#hash.add(digest);
    this.#digests.set(row, digest);
    this.#forgetFound();
    this.#written(row);
    return row;
  }

  /** `row` must be the row as it is stored. */
  delete(row: Row): void {
    this.#delete ??= this.#db.prepare(`DELETE FROM ${this.#spec.name} WHERE ${this.#whereKey()}`);
    const result = this.#delete.run(...this.#keyOf(row));
    assert(result.changes === 1, `the deleted row of ${this.#spec.name} exists`);
    this.#hash.subtract(this.#digest(row));
    this.#forgetFound();
    this.#deleted(row);
  }

  #added(row: Row): void {
    this.#hash.add(this.#digest(row));
    this.#forgetFound();
    this.#written(row);
  }

  #newFinder(sql: string): Finder<Row> {
    const finder = { statement: this.#db.prepare<Value[], Row>(sql), rows: new Map<string, Row>() };
    this.#finders.set(sql, finder);
    return finder;
  }

  #forgetFound(): void {
    for (const { rows } of this.#finders.values()) if (rows.size > 0) rows.clear();
  }

  #updateOf(columns: readonly string[]): Database.Statement<Value[]> {
    const sets = columns.map((column) => `${column} = ?`).join(", ");
    const known = this.#updates.get(sets);
    if (known !== undefined) return known;
    const sql = `UPDATE ${this.#spec.name} SET ${sets} WHERE ${this.#whereKey()}`;
    const statement = this.#db.prepare<Value[]>(sql);
    this.#updates.set(sets, statement);
    return statement;
  }

  #whereKey(): string {
    return this.#spec.key.map((column) => `${column} = ?`).join(" AND ");
  }

  #keyOf(row: Row): Value[] {
    return this.#spec.key.map((column) => row[column]);
  }

  #values(row: Row): Value[] {
    return this.#spec.columns.map((column) => row[column]);
  }

  #digest(row: Row): RowDigest {
    return digestOf(rowContent(this.#spec.name, this.#values(row)));
  }
}
