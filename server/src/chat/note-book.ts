/**
 * The memory of state-memory.ts, in the database: so that a comparison that comes after a restart is still made, and in
 * the transaction of the entry it speaks of.
 *
 * Outside the state hash. A hash that counted its own past would keep two nodes apart for ever once one had been given
 * its state by a copy that remembers less; what is here is a memory of the state, not a part of it.
 */
import type Database from "better-sqlite3";
import type { StateNote, StateNotes } from "../state-notes.ts";
import { compared, noted } from "./state-memory.ts";

const INSERT_NOTE = "INSERT INTO notes VALUES (?, ?)";
const DELETE_OLDER = "DELETE FROM notes WHERE atIndex < ?";
const UPDATE_CHECKS = "UPDATE checks SET checkedIndex = ?, agreedIndex = ?";

export class NoteBook {
  readonly #db: Database.Database;
  #known: StateNotes;
  #insert: Database.Statement<[number, string]> | null = null;
  #deleteOlder: Database.Statement<[number]> | null = null;
  #update: Database.Statement<[number, number]> | null = null;

  constructor(db: Database.Database) {
    this.#db = db;
    // One row type per query: as the columns are named.
    const notes = db
      .prepare('SELECT atIndex AS "index", hash FROM notes ORDER BY atIndex')
      .all() as StateNote[];
    const checks = db.prepare("SELECT checkedIndex, agreedIndex FROM checks WHERE id = 1").get() as
      | Omit<StateNotes, "notes">
      | undefined;
    if (checks === undefined) throw new Error("state.db does not say which indices were compared.");
    this.#known = { notes, ...checks };
  }

  /** Another object after each change. */
  get known(): StateNotes {
    return this.#known;
  }

  /** Of all rows as they are after the entry at that index. */
  note(note: StateNote): void {
    this.#known = noted(this.#known, note);
    this.#insert ??= this.#db.prepare(INSERT_NOTE);
    this.#insert.run(note.index, note.hash);
    const [oldest] = this.#known.notes;
    this.#deleteOlder ??= this.#db.prepare(DELETE_OLDER);
    this.#deleteOlder.run(oldest?.index ?? 0);
  }

  /** Throws StateDiverged, and then nothing of this transaction may be kept. */
  compare(note: StateNote, time: number): void {
    this.#known = compared(this.#known, note, time);
    const { checkedIndex, agreedIndex } = this.#known;
    this.#update ??= this.#db.prepare(UPDATE_CHECKS);
    this.#update.run(checkedIndex, agreedIndex);
  }
}
