/**
 * What a row of a write asks for. Rows wait in stores of pages that were left weeks ago: what is added to a kind is
 * optional, and no kind changes its meaning.
 */
import type { NotificationLevel } from "./small-rows.ts";

export interface SendMessage {
  readonly kind: "sendMessage";
  readonly conversationId: string;
  readonly text: string;
  /** The message of the same conversation that it answers; absent: none. */
  readonly replyToId?: string;
}

export interface CreateRoom {
  readonly kind: "createRoom";
  readonly name: string;
  /** Only who is invited sees that it exists. Absent: public. */
  readonly isPrivate?: boolean;
}

/** About messages that exist. */
export type MessageOperation =
  | {
      readonly kind: "editMessage";
      readonly messageId: string;
      /** `Message.version` of what was looked at; INVALID when it was changed meanwhile. */
      readonly version: number;
      readonly text: string;
    }
  | { readonly kind: "deleteMessage"; readonly messageId: string }
  | {
      readonly kind: "react";
      readonly messageId: string;
      readonly emoji: string;
      /** Takes the caller's reaction back. */
      readonly removed: boolean;
    };

/** Where the caller stands in the reading. */
export type ReadingOperation =
  | {
      readonly kind: "markRead";
      readonly conversationId: string;
      readonly epoch: number;
      readonly seq: number;
    }
  | {
      readonly kind: "markUnread";
      readonly conversationId: string;
      readonly epoch: number;
      readonly seq: number;
    }
  | {
      readonly kind: "readMessages";
      /** Empty: the oldest of all conversations. */
      readonly conversationId: string;
      /** 1 to 100. */
      readonly count: number;
    };

/** About a room, by its members or by whoever moderates it. */
export type RoomOperation =
  | {
      readonly kind: "inviteToRoom";
      readonly conversationId: string;
      readonly accountId: string;
      /** Private rooms: the invited sees what the caller sees of before. */
      readonly shareHistory: boolean;
    }
  | {
      readonly kind: "removeFromRoom";
      readonly conversationId: string;
      readonly accountId: string;
    }
  | { readonly kind: "setTopic"; readonly conversationId: string; readonly topic: string }
  | { readonly kind: "renameRoom"; readonly conversationId: string; readonly name: string }
  | { readonly kind: "archiveRoom"; readonly conversationId: string; readonly archived: boolean };

/** How conversations begin, and the caller's own place in them. */
export type PlaceOperation =
  | { readonly kind: "openDirect"; readonly accountId: string }
  /** 2 to 8 others. */
  | { readonly kind: "openGroup"; readonly accountIds: readonly string[] }
  | CreateRoom
  | { readonly kind: "joinRoom"; readonly conversationId: string }
  | { readonly kind: "leaveRoom"; readonly conversationId: string }
  | {
      readonly kind: "setNotificationLevel";
      readonly conversationId: string;
      readonly level: NotificationLevel;
    };

export type Operation =
  | SendMessage
  | MessageOperation
  | ReadingOperation
  | RoomOperation
  | PlaceOperation;
