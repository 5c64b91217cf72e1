/** What a row may ask for, with and without what may be left out. For tests. */
import type { AccountOperation } from "./account-calls.ts";
import type { Operation } from "./operations.ts";

/** Of each kind at least one, or this does not compile. */
const BY_KIND: { readonly [K in Operation["kind"]]: readonly Extract<Operation, { kind: K }>[] } = {
  sendMessage: [
    { kind: "sendMessage", conversationId: "7", text: "grüße 👋 100%" },
    { kind: "sendMessage", conversationId: "7", text: "yes", replyToId: "12" },
  ],
  editMessage: [{ kind: "editMessage", messageId: "12", version: 3, text: "better" }],
  deleteMessage: [{ kind: "deleteMessage", messageId: "12" }],
  react: [
    { kind: "react", messageId: "12", emoji: "👍🏽", removed: false },
    { kind: "react", messageId: "12", emoji: ":ship:", removed: true },
  ],
  markRead: [{ kind: "markRead", conversationId: "7", epoch: 2, seq: 9 }],
  markUnread: [{ kind: "markUnread", conversationId: "7", epoch: 2 ** 33, seq: 2 ** 40 }],
  readMessages: [
    { kind: "readMessages", conversationId: "", count: 100 },
    { kind: "readMessages", conversationId: "7", count: 1 },
  ],
  openDirect: [{ kind: "openDirect", accountId: "3" }],
  openGroup: [{ kind: "openGroup", accountIds: ["3", "4", "5"] }],
  createRoom: [
    { kind: "createRoom", name: "lounge" },
    { kind: "createRoom", name: "den", isPrivate: true },
  ],
  joinRoom: [{ kind: "joinRoom", conversationId: "8" }],
  leaveRoom: [{ kind: "leaveRoom", conversationId: "9" }],
  inviteToRoom: [
    { kind: "inviteToRoom", conversationId: "8", accountId: "3", shareHistory: false },
    { kind: "inviteToRoom", conversationId: "8", accountId: "3", shareHistory: true },
  ],
  removeFromRoom: [{ kind: "removeFromRoom", conversationId: "8", accountId: "3" }],
  setTopic: [{ kind: "setTopic", conversationId: "8", topic: "tulips" }],
  renameRoom: [{ kind: "renameRoom", conversationId: "8", name: "garden" }],
  archiveRoom: [
    { kind: "archiveRoom", conversationId: "8", archived: true },
    { kind: "archiveRoom", conversationId: "8", archived: false },
  ],
  setNotificationLevel: (["everything", "mentions", "nothing", "invisible"] as const).map(
    (level) => ({ kind: "setNotificationLevel", conversationId: "8", level }),
  ),
};
export const SAMPLE_OPERATIONS: readonly Operation[] = Object.values(BY_KIND).flat();

/** Those of a page. */
export const ACCOUNT_OPERATIONS: readonly AccountOperation[] = [
  { kind: "setProfile", displayName: "Ada Lovelace" },
  { kind: "endSession", sessionId: "s1", accountId: "" },
  { kind: "endOtherSessions" },
  { kind: "setAccountRole", accountId: "4", role: "admin" },
  { kind: "suspendAccount", accountId: "4", suspended: true },
  { kind: "revokeInvite", inviteId: "i1" },
  { kind: "setSignUp", isByInvite: true },
  { kind: "setSignUp", isByInvite: false },
];
