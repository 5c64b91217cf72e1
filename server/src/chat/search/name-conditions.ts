/** The names behind `from:` and `in:`, as whoever asks may know them. A place that they may not read is no place. */
import { placeOf, readableFrom } from "../access.ts";
import { foldText } from "../fold-name.ts";
import { conversationById, membershipsOf } from "../membership.ts";
import { ChatRefusal } from "../refusal.ts";
import type { AccountRow, ConversationRow } from "../rows.ts";
import { ROOM } from "../rows.ts";
import type { State } from "../state.ts";

const SELECT_ACCOUNT = "SELECT * FROM accounts WHERE foldedName = ?";
const SELECT_PUBLIC = "SELECT * FROM conversations WHERE foldedName = ?";
const SELECT_DIRECT = "SELECT * FROM conversations WHERE lowId = ? AND highId = ?";
const MYSELF = "me";

/** Also of somebody who is gone: what they wrote stays. */
export function authorsNamed(state: State, accountId: number, names: readonly string[]): number[] {
  return names.map((name) => {
    if (name.toLowerCase() === MYSELF) return accountId;
    const account = accountNamed(state, name);
    if (account === undefined) throw misunderstood(`Nobody is called "${name}".`);
    return account.id;
  });
}

/** Conversations that `accountId` may read. */
export function placesNamed(state: State, accountId: number, names: readonly string[]): number[] {
  return names.flatMap((name) => {
    const found = [...new Set(candidates(state, accountId, name))].filter((id) => {
      const place = placeOf(state, accountId, String(id));
      return place !== undefined && readableFrom(place) !== null;
    });
    if (found.length > 0) return found;
    throw misunderstood(`There is no room, and no conversation of yours, called "${name}".`);
  });
}

/** By id; a room by its name, with "#" or without; the direct conversation with somebody, with "@" or without. */
function candidates(state: State, accountId: number, name: string): number[] {
  if (/^\d+$/.test(name)) return [Number(name), ...namedRooms(state, accountId, name)];
  if (name.startsWith("#")) return namedRooms(state, accountId, name.slice(1));
  const direct = directWith(state, accountId, name);
  return name.startsWith("@") ? direct : [...direct, ...namedRooms(state, accountId, name)];
}

function namedRooms(state: State, accountId: number, name: string): number[] {
  const folded = foldText(name);
  const open = state.get<ConversationRow>(SELECT_PUBLIC, folded);
  const own = membershipsOf(state, accountId).flatMap(({ conversationId }) => {
    const room = conversationById(state, conversationId);
    const isIt = room?.kind === ROOM && room.name !== null && foldText(room.name) === folded;
    return isIt ? [room.id] : [];
  });
  return open === undefined ? own : [open.id, ...own];
}

function directWith(state: State, accountId: number, name: string): number[] {
  const other = accountNamed(state, name);
  if (other === undefined) return [];
  const low = Math.min(accountId, other.id);
  const high = Math.max(accountId, other.id);
  const direct = state.get<ConversationRow>(SELECT_DIRECT, low, high);
  return direct === undefined ? [] : [direct.id];
}

function accountNamed(state: State, name: string): AccountRow | undefined {
  return state.get<AccountRow>(SELECT_ACCOUNT, foldText(name.replace(/^@/, "")));
}

export function misunderstood(sentence: string): ChatRefusal {
  return new ChatRefusal("INVALID", sentence, "query");
}
