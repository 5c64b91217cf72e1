/**
 * What exists for whom: the one place that decides it, for commands and for queries. Whoever is not in a conversation that
 * is no public room is answered word for word as if there were none.
 */
import { parseId } from "./ids.ts";
import { conversationById, findMember } from "./membership.ts";
import { refuse, type Refused } from "./outcome.ts";
import { isAdmin, livingAccount } from "./ranks.ts";
import { DIRECT, ROOM, type ConversationRow, type MemberRow, type MessageRow } from "./rows.ts";
import type { State } from "./state.ts";

const HIDDEN_DIRECT_LEVEL = 2;

const SELECT_MESSAGE = "SELECT * FROM messages WHERE id = ?";

/** A conversation that somebody may know of. */
export interface Place {
  readonly accountId: number;
  readonly conversation: ConversationRow;
  /** Also the row of somebody who was removed. */
  readonly member: MemberRow | undefined;
  readonly isMember: boolean;
}

export interface MessageInPlace {
  readonly message: MessageRow;
  readonly place: Place;
}

/** `id` as a client sent it. */
export function placeOf(state: State, accountId: number, id: string): Place | undefined {
  const number = parseId(id);
  return number === null ? undefined : placeById(state, accountId, number);
}

function placeById(state: State, accountId: number, id: number): Place | undefined {
  const conversation = conversationById(state, id);
  if (conversation === undefined) return undefined;
  const member = findMember(state, accountId, conversation.id);
  const isMember = member !== undefined && member.removed === 0;
  if (!isMember && isHidden(state, conversation)) return undefined;
  return { accountId, conversation, member, isMember };
}

/** At feature level 1 a direct conversation of others was known, and forbidden. */
function isHidden({ level }: State, conversation: ConversationRow): boolean {
  return conversation.kind === DIRECT ? level >= HIDDEN_DIRECT_LEVEL : !isPublicRoom(conversation);
}

export function isPublicRoom({ kind, isPrivate }: ConversationRow): boolean {
  return kind === ROOM && isPrivate === null;
}

/** Its members see how far the others have read. */
export function showsReaders({ kind }: ConversationRow): boolean {
  return kind !== ROOM;
}

/** The smallest seq that may be read there; null when nothing may. */
export function readableFrom({ conversation, member, isMember }: Place): number | null {
  if (isMember && member !== undefined) return member.visibleFromSeq;
  return isPublicRoom(conversation) ? 1 : null;
}

/** Undefined also for a message that is there and that this account may not read. */
export function messageFor(
  state: State,
  accountId: number,
  id: string,
): MessageInPlace | undefined {
  const number = parseId(id);
  return number === null ? undefined : messageById(state, accountId, number);
}

export function messageById(
  state: State,
  accountId: number,
  id: number,
): MessageInPlace | undefined {
  const message = state.get<MessageRow>(SELECT_MESSAGE, id);
  if (message === undefined) return undefined;
  const place = placeById(state, accountId, message.conversationId);
  const from = place === undefined ? null : readableFrom(place);
  return place === undefined || from === null || message.seq < from
    ? undefined
    : { message, place };
}

/** Whoever made a room, as long as they are in it, and the workspace's owners and admins in what they may know of. */
export function moderates(state: State, { accountId, conversation, isMember }: Place): boolean {
  if (conversation.kind !== ROOM) return false;
  if (isMember && conversation.creatorId === accountId) return true;
  const account = livingAccount(state, String(accountId));
  return account !== undefined && isAdmin(account);
}

/** Why nothing may be written there, or null. */
export function writingRefusal({ conversation, isMember }: Place): Refused | null {
  if (!isMember) {
    return refuse("FORBIDDEN", "You are not in this conversation. Join it to write here.");
  }
  return conversation.archived === null
    ? null
    : refuse("FORBIDDEN", "This room is archived: it can be read, and nothing can be written.");
}

/** The room of an act that only its moderators may do. */
export function moderatedRoom(
  state: State,
  accountId: number,
  id: string,
): { readonly kind: "place"; readonly place: Place } | Refused {
  const place = placeOf(state, accountId, id);
  if (place === undefined) return noSuchRoom();
  if (place.conversation.kind !== ROOM) return onlyRooms();
  if (moderates(state, place)) return { kind: "place", place };
  return refuse("FORBIDDEN", "Only who made this room, and administrators, may do this.");
}

export function noSuchRoom(): Refused {
  return refuse("NOT_FOUND", "There is no such room.");
}

export function onlyRooms(): Refused {
  return refuse("INVALID", "This can be done with rooms only.", "conversation_id");
}

export function noSuchMessage(): Refused {
  return refuse("NOT_FOUND", "There is no such message.");
}
