/**
 * The full-text index of one node, in a database of its own beside state.db: no part of the state, of its hash or of a
 * snapshot, and made again from the messages whenever it is lost.
 *
 * It is cut into tables of so many messages each, in the order of their ids. SQLite cannot be interrupted within one step,
 * and a step of a bad question takes as long as the table is large; so the tables bound it, and between them the time is
 * looked at. The newest are asked first, and most pages are full after one.
 */
import Database from "better-sqlite3";
import { LIMITS } from "../../limits.ts";
import type { Index } from "../../ports.ts";

/** Another layout makes another number: the file is then made anew. */
const VERSION = 1;
const WAL_PAGES = 4_000;
const CACHE_KIB = -8_192;

const SCHEMA = `
CREATE TABLE parts (number INTEGER PRIMARY KEY, firstId INTEGER NOT NULL, messages INTEGER NOT NULL) STRICT;
CREATE TABLE position (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  newId INTEGER NOT NULL,
  alteredIndex INTEGER NOT NULL,
  alteredId INTEGER NOT NULL
) STRICT;
INSERT INTO position VALUES (1, 0, 0, 0);
PRAGMA user_version = ${VERSION};
`;

/** What of the messages is in the index. */
export interface Position {
  /** All ids up to here, as they were made or later. */
  readonly newId: number;
  /** And what was altered up to here: within the index, up to the id. */
  readonly alteredIndex: Index;
  readonly alteredId: number;
}

export interface IndexedMessage {
  readonly id: number;
  /** Null takes it out. */
  readonly content: { readonly text: string; readonly beside: string } | null;
}

interface Part {
  readonly number: number;
  readonly firstId: number;
  messages: number;
  readonly remove: Database.Statement<[number]>;
  readonly insert: Database.Statement<[number, string, string]>;
  readonly find: Database.Statement<[string, number, number], number>;
}

/** Exclusive. */
export interface IdBounds {
  readonly above: number;
  readonly below: number;
}

export class SearchIndex {
  readonly #db: Database.Database;
  readonly #parts: Part[];
  readonly #partMessages: number;
  readonly #savePart: Database.Statement<[number, number, number]>;
  readonly #savePosition: Database.Statement<[number, number, number]>;
  #position: Position;

  /** A path or ":memory:". Throws for a file of another layout, and for one that is no database. */
  constructor(location: string, partMessages: number = LIMITS.searchPartMessages) {
    this.#partMessages = partMessages;
    this.#db = new Database(location);
    // What is lost with the power is read from the messages again.
    for (const pragma of [
      "journal_mode = WAL",
      "synchronous = NORMAL",
      `wal_autocheckpoint = ${WAL_PAGES}`,
      `cache_size = ${CACHE_KIB}`,
      "temp_store = MEMORY",
    ])
      this.#db.pragma(pragma);
    const version = this.#db.pragma("user_version", { simple: true });
    if (version === 0) this.#db.transaction(() => this.#db.exec(SCHEMA))();
    else if (version !== VERSION)
      throw new Error(
        `search.db has the layout ${String(version)}, this program knows ${VERSION}.`,
      );
    this.#savePart = this.#db.prepare(
      "INSERT INTO parts VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE SET messages = excluded.messages",
    );
    this.#savePosition = this.#db.prepare(
      "UPDATE position SET newId = ?, alteredIndex = ?, alteredId = ?",
    );
    // The rows are as the schema above makes them.
    this.#position = this.#db
      .prepare("SELECT newId, alteredIndex, alteredId FROM position")
      .get() as Position;
    const parts = this.#db
      .prepare("SELECT number, firstId, messages FROM parts ORDER BY number")
      .all() as Pick<Part, "number" | "firstId" | "messages">[];
    this.#parts = parts.map((part) => this.#open(part));
  }

  get position(): Position {
    return this.#position;
  }

  /** One transaction. The messages may be in it already, as they were or otherwise. After a throw it has to be opened again. */
  put(messages: readonly IndexedMessage[], position: Position): void {
    this.#db.transaction(() => {
      const touched = new Set<Part>();
      for (const message of messages) touched.add(this.#putOne(message));
      for (const part of touched) this.#savePart.run(part.number, part.firstId, part.messages);
      this.#savePosition.run(position.newId, position.alteredIndex, position.alteredId);
    })();
    this.#position = position;
  }

  /** Ids, newest first. `betweenParts` may end it by returning false. */
  *find(match: string, { above, below }: IdBounds, betweenParts: () => boolean): Generator<number> {
    for (const part of this.#parts.toReversed()) {
      if (part.firstId >= below) continue;
      if (!betweenParts()) return;
      yield* part.find.iterate(match, above, below);
      if (part.firstId <= above) return;
    }
  }

  close(): void {
    this.#db.close();
  }

  #putOne({ id, content }: IndexedMessage): Part {
    const isNew = id > this.#position.newId;
    const part = this.#partFor(id);
    if (!isNew) part.remove.run(id);
    if (content !== null) part.insert.run(id, content.text, content.beside);
    if (isNew) part.messages += 1;
    return part;
  }

  #partFor(id: number): Part {
    const last = this.#parts.at(-1);
    if (last !== undefined && id >= last.firstId) {
      if (last.messages < this.#partMessages || id <= this.#position.newId) return last;
    } else {
      const found = this.#parts.findLast(({ firstId }) => firstId <= id);
      if (found !== undefined) return found;
    }
    return this.#addPart(id);
  }

  #addPart(firstId: number): Part {
    const number = this.#parts.length;
    this.#db.exec(
      `CREATE VIRTUAL TABLE part${number} USING fts5(
        t, p, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2")`,
    );
    const part = this.#open({ number, firstId, messages: 0 });
    this.#parts.push(part);
    return part;
  }

  #open({ number, firstId, messages }: Pick<Part, "number" | "firstId" | "messages">): Part {
    const table = `part${number}`;
    return {
      number,
      firstId,
      messages,
      remove: this.#db.prepare(`DELETE FROM ${table} WHERE rowid = ?`),
      insert: this.#db.prepare(`INSERT INTO ${table} (rowid, t, p) VALUES (?, ?, ?)`),
      find: this.#db
        .prepare<[string, number, number], number>(
          `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid > ? AND rowid < ? ORDER BY rowid DESC`,
        )
        .pluck(),
    };
  }
}
