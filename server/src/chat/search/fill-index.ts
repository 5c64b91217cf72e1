/**
 * Brings the index up to the state: first what is new, by id, then what was altered since it was made, by the index of the
 * change. Both orders are those of the log, so the position says all that is missing.
 */
import { conversationById } from "../membership.ts";
import { LIMITS } from "../../limits.ts";
import { makeId } from "../ids.ts";
import type { MessageRow } from "../rows.ts";
import type { State } from "../state.ts";
import { wordsBeside } from "./match.ts";
import type { IndexedMessage, Position, SearchIndex } from "./search-index.ts";

const SELECT_NEW = "SELECT * FROM messages WHERE id > ? ORDER BY id LIMIT ?";
/** The condition is word for word that of the index messagesAltered (schema-4-search.ts): no send is in it. */
const SELECT_ALTERED = `
  SELECT * FROM messages
  WHERE changedAtIndex > id / 64 AND (changedAtIndex, id) > (?, ?)
  ORDER BY changedAtIndex, id LIMIT ?`;

/** At most `LIMITS.searchFillMessages` in one transaction; false when nothing is missing any more. */
export function fillSome(state: State, index: SearchIndex): boolean {
  const limit = LIMITS.searchFillMessages;
  const { position } = index;
  const fresh = state.all<MessageRow>(SELECT_NEW, position.newId, limit);
  if (fresh.length > 0) {
    index.put(indexed(state, fresh), {
      ...position,
      ...firstReading(state, position),
      newId: lastOf(fresh).id,
    });
    return true;
  }
  const { alteredIndex, alteredId } = position;
  const altered = state.all<MessageRow>(SELECT_ALTERED, alteredIndex, alteredId, limit);
  if (altered.length === 0) return false;
  const last = lastOf(altered);
  // What is not in it yet is read as new, as it is by then.
  const known = altered.filter(({ id }) => id <= position.newId);
  index.put(indexed(state, known), {
    newId: position.newId,
    alteredIndex: last.changedAtIndex,
    alteredId: last.id,
  });
  return altered.length === limit;
}

/** The index is ahead of the state: that of another life of this node. */
export function isOfAnotherState(state: State, { position }: SearchIndex): boolean {
  const { appliedIndex } = state;
  return position.alteredIndex > appliedIndex || position.newId >= makeId(appliedIndex + 1, 0);
}

/** An empty index reads every message as it is by now: nothing altered before needs a second look. */
function firstReading({ appliedIndex }: State, { newId }: Position): Partial<Position> {
  return newId === 0 ? { alteredIndex: appliedIndex, alteredId: Number.MAX_SAFE_INTEGER } : {};
}

function indexed(state: State, rows: readonly MessageRow[]): IndexedMessage[] {
  return rows.map((row) => {
    const conversation = conversationById(state, row.conversationId);
    if (row.deleted !== 0 || conversation === undefined) return { id: row.id, content: null };
    return { id: row.id, content: { text: row.text, beside: wordsBeside(row, conversation) } };
  });
}

function lastOf(rows: readonly MessageRow[]): MessageRow {
  const last = rows.at(-1);
  if (last === undefined) throw new RangeError("no row is the last of none");
  return last;
}
