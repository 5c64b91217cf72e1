/** Parts of the words in model.ts that stand on their own. */

/** What of a conversation its member wants to be told of. Invisible: and it stands in no list. */
export type NotificationLevel = "everything" | "mentions" | "nothing" | "invisible";

/** How far another person of a direct or group conversation has read; it never goes back. */
export interface ReadPosition {
  readonly conversationId: string;
  readonly accountId: string;
  readonly readSeq: number;
  readonly changedAtIndex: number;
}

export interface Reaction {
  readonly emoji: string;
  /** In the order in which they reacted. */
  readonly accountIds: readonly string[];
}
