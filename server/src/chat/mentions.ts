/**
 * Whom a message names. What may be a name was cut out of the text and folded by the proposer (rpc/named-in-text.ts);
 * which of it is a member is decided here. Kept in the row of the message, to travel with it, and as rows of their own,
 * by which mentions are counted.
 */
import type { NamedInText } from "@parley/proto/es/parley/log/v1/command_pb.js";
import { LIMITS } from "../limits.ts";
import { findMember } from "./membership.ts";
import type { MentionRow, MessageRow } from "./rows.ts";
import type { State } from "./state.ts";

/** In place of an account: everybody. */
export const EVERYBODY = 0;
const EVERYBODY_SIGN = "*";

const SELECT_BY_NAME = "SELECT id FROM accounts WHERE foldedName = ? AND deleted = 0";

export interface Mentions {
  readonly accountIds: readonly number[];
  readonly isRoom: boolean;
}

/** What a command says about the names in its text. */
export interface Named {
  readonly names: readonly NamedInText[];
  readonly namesRoom: boolean;
}

const NOBODY: Mentions = { accountIds: [], isRoom: false };

export function mentionsIn({ mentions }: Pick<MessageRow, "mentions">): Mentions {
  if (mentions === null) return NOBODY;
  const words = mentions.split(",");
  const ids = words.filter((word) => word !== EVERYBODY_SIGN).map(Number);
  return { accountIds: ids, isRoom: ids.length < words.length };
}

/** For the row of a message; null when it names nobody. */
export function mentionsText(
  state: State,
  conversationId: number,
  { names, namesRoom }: Named,
): string | null {
  const ids = new Set<number>();
  for (const { foldedNames } of names.slice(0, LIMITS.messageMentions)) {
    const id = memberAmong(state, conversationId, foldedNames);
    if (id !== undefined) ids.add(id);
  }
  const words = [...ids].map(String);
  if (namesRoom) words.push(EVERYBODY_SIGN);
  return words.length === 0 ? null : words.join(",");
}

function memberAmong(
  state: State,
  conversationId: number,
  foldedNames: readonly string[],
): number | undefined {
  for (const name of foldedNames.slice(0, LIMITS.mentionForms)) {
    const id = state.get<{ id: number }>(SELECT_BY_NAME, name)?.id;
    if (id !== undefined && findMember(state, id, conversationId)?.removed === 0) return id;
  }
  return undefined;
}

export function insertMentions(state: State, message: MessageRow): void {
  for (const row of mentionRows(message)) state.mentions.insert(row);
}

export function deleteMentions(state: State, message: MessageRow): void {
  for (const row of mentionRows(message)) state.mentions.delete(row);
}

function mentionRows(message: MessageRow): MentionRow[] {
  const { conversationId, seq, authorId } = message;
  const { accountIds, isRoom } = mentionsIn(message);
  const named = accountIds.filter((id) => id !== authorId);
  if (isRoom) named.push(EVERYBODY);
  return named.map((accountId) => ({ accountId, conversationId, seq, authorId }));
}
