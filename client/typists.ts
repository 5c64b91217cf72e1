/** Who types where, from what the feed tells. Pure: ms come with each call. */
import type { TypingNews } from "./people-model.ts";

/** By conversation, until when each account is said to type there. */
export type Typists = ReadonlyMap<string, ReadonlyMap<string, number>>;

export const NOBODY_TYPES: Typists = new Map();

export function hearTyping(
  typists: Typists,
  { conversationId, accountId, forMs }: TypingNews,
  nowMs: number,
): Typists {
  return setUntil(typists, { conversationId, accountId }, forMs > 0 ? nowMs + forMs : null);
}

/** Whoever has sent does not type any more. */
export function hearSent(
  typists: Typists,
  message: { readonly conversationId: string; readonly authorId: string },
): Typists {
  const { conversationId, authorId: accountId } = message;
  if (typists.get(conversationId)?.has(accountId) !== true) return typists;
  return setUntil(typists, { conversationId, accountId }, null);
}

/** In the order in which they began. */
export function typistsIn(typists: Typists, conversationId: string, nowMs: number): string[] {
  return [...(typists.get(conversationId) ?? [])]
    .filter(([, untilMs]) => untilMs > nowMs)
    .map(([accountId]) => accountId);
}

/** When the next of them runs out; null: nobody types. */
export function nextEndMs(typists: Typists, nowMs: number): number | null {
  const ends = [...typists.values()].flatMap((each) => [...each.values()]);
  const left = ends.filter((untilMs) => untilMs > nowMs);
  return left.length === 0 ? null : Math.min(...left);
}

function setUntil(
  typists: Typists,
  { conversationId, accountId }: { readonly conversationId: string; readonly accountId: string },
  untilMs: number | null,
): Typists {
  const there = new Map(typists.get(conversationId));
  if (untilMs === null) there.delete(accountId);
  else there.set(accountId, untilMs);
  return new Map(typists).set(conversationId, there);
}
