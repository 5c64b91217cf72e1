/**
 * What this node remembers of its own state: the state hash right after every so manieth index, and how the newest
 * comparison with the others went. In the database, so that a comparison that comes after a restart is still made, and
 * in the transaction of the entry it speaks of.
 *
 * Outside the state hash. A hash that counted its own past would keep two nodes apart for ever once one had been given
 * its state by a copy that remembers less; what is here is a memory of the state, not a part of it.
 */
import type Database from "better-sqlite3";
import type { Index } from "../ports.ts";
import type { StateNote, StateNotes } from "../state-notes.ts";

/** A comparison stands in the log a moment behind the index it speaks of; this is for followers far behind. */
const NOTES_KEPT = 16;

/** `forgotten`: this node does not know what its state was at that index, so it can say nothing. */
export type Comparison = "equal" | "different" | "forgotten" | "old";

export class NoteBook {
  readonly #db: Database.Database;
  #known: StateNotes;

  constructor(db: Database.Database) {
    this.#db = db;
    const notes = db
      .prepare('SELECT atIndex AS "index", hash FROM notes ORDER BY atIndex')
      .all() as StateNote[];
    const checks = db.prepare("SELECT checkedIndex, agreedIndex FROM checks WHERE id = 1").get() as
      | { readonly checkedIndex: Index; readonly agreedIndex: Index }
      | undefined;
    if (checks === undefined) throw new Error("state.db does not say which indices were compared.");
    this.#known = { notes, ...checks };
  }

  /** Another object after each change. */
  get known(): StateNotes {
    return this.#known;
  }

  /** `hash`: of all rows as they are after the entry at `index`. */
  note(index: Index, hash: string): void {
    const notes = [...this.#known.notes, { index, hash }].slice(-NOTES_KEPT);
    this.#db.prepare("INSERT INTO notes VALUES (?, ?)").run(index, hash);
    this.#db.prepare("DELETE FROM notes WHERE atIndex < ?").run(notes[0]?.index ?? 0);
    this.#known = { ...this.#known, notes };
  }

  ownAt(index: Index): string | null {
    return this.#known.notes.find((note) => note.index === index)?.hash ?? null;
  }

  /** What a majority had at `index`, held against what this node had. Each index counts once. */
  compare({ index, hash }: StateNote): Comparison {
    const { checkedIndex, agreedIndex } = this.#known;
    // A leader that did not know of the first comparison yet has asked for a second.
    if (index <= checkedIndex) return "old";
    const own = this.ownAt(index);
    if (own !== null && own !== hash) return "different";
    const agreed = own === null ? agreedIndex : index;
    this.#db.prepare("UPDATE checks SET checkedIndex = ?, agreedIndex = ?").run(index, agreed);
    this.#known = { ...this.#known, checkedIndex: index, agreedIndex: agreed };
    return own === null ? "forgotten" : "equal";
  }
}
