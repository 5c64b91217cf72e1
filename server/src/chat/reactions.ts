/** Reactions to a message, kept in its row so that they travel with it: a line an emoji, then who, oldest first. */
import type { MessageRow } from "./rows.ts";

export interface Reaction {
  readonly emoji: string;
  readonly accountIds: readonly number[];
}

const NONE: readonly Reaction[] = [];

export function reactionsIn({ reactions }: Pick<MessageRow, "reactions">): readonly Reaction[] {
  if (reactions === null) return NONE;
  return reactions.split("\n").map((line) => {
    const [emoji = "", ids = ""] = line.split(" ");
    return { emoji, accountIds: ids.split(",").map(Number) };
  });
}

/** Null for none, as in the rows of messages that nobody reacted to. */
export function reactionsText(reactions: readonly Reaction[]): string | null {
  const used = reactions.filter(({ accountIds }) => accountIds.length > 0);
  if (used.length === 0) return null;
  return used.map(({ emoji, accountIds }) => `${emoji} ${accountIds.join(",")}`).join("\n");
}
