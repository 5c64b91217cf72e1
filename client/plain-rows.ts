/** What the fields of a row are as long as nothing special is true of it. */
import type { Conversation, Membership, Message } from "./model.ts";

/** Never edited, answers nothing, names nobody. */
export const PLAIN_MESSAGE = {
  editedMs: 0,
  version: 0,
  replyToId: "",
  reactions: [],
  mentionedIds: [],
  mentionsRoom: false,
} as const satisfies Partial<Message>;

/** Public and open. */
export const PLAIN_CONVERSATION = {
  isPrivate: false,
  topic: "",
  archived: false,
  creatorId: "",
} as const satisfies Partial<Conversation>;

export const PLAIN_MEMBERSHIP = {
  unreadMentions: 0,
  notificationLevel: "everything",
} as const satisfies Partial<Membership>;

/** What the log finds in a message when there is nothing to find. */
export const PLAIN_SENT = { replyToId: "", mentionedIds: [], mentionsRoom: false } as const;
