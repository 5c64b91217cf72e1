/**
 * Test support: a request of each operation that would be granted to somebody. What the contract knows and is not asked here
 * does not compile.
 */
import { create, toBinary } from "@bufbuild/protobuf";
import type { DescMethod, MessageInitShape } from "@bufbuild/protobuf";
import { OperatorService } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import {
  AccountRole,
  AccountService,
  SignUpPolicy,
  TokenDelivery,
  type WriteKeySchema,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import {
  ConversationService,
  NotificationLevel,
} from "@parley/proto/es/parley/v1/conversation_pb.js";
import { EventService } from "@parley/proto/es/parley/v1/event_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { PresenceService, PresenceState } from "@parley/proto/es/parley/v1/presence_pb.js";
import { WriteRequestSchema, type WriteRow } from "@parley/proto/es/parley/v1/write_pb.js";
import { PASSWORD } from "./service-fixture.ts";

/** What it is done to: as much of it as the operation names. */
export interface About {
  /** A fresh one. */
  readonly key: MessageInitShape<typeof WriteKeySchema>;
  readonly accountId: string;
  readonly name: string;
  readonly sessionId: string;
  readonly conversationId: string;
  /** By the author. */
  readonly messageId: string;
  /** Of a link; empty: none. */
  readonly secret: string;
  readonly inviteId: string;
  /** Is in every room. */
  readonly insiderId: string;
  /** Two who are in none, nor the caller. */
  readonly outsiderIds: readonly [string, string];
  readonly isOwn: boolean;
}

type Asks<Methods extends Record<string, DescMethod>> = {
  readonly [Name in keyof Methods]: (about: About) => MessageInitShape<Methods[Name]["input"]>;
};
type Operation = Exclude<WriteRow["operation"], { case: undefined }>;
type Values<One extends Operation> = {
  readonly [Case in One["case"]]: (
    about: About,
  ) => Omit<Extract<One, { case: Case }>["value"], "$typeName" | "$unknown">;
};
type Ask = (about: About) => Uint8Array;

const delivery = TokenDelivery.BODY;
const label = "";
const password = PASSWORD;
const newPassword = "another horse battery";

const accounts: Asks<typeof AccountService.method> = {
  createAccount: ({ key, secret }) => ({
    key,
    name: "Newcomer",
    password,
    delivery,
    invite: secret,
  }),
  logIn: ({ key, name }) => ({ key, name, password, delivery }),
  logOut: () => ({}),
  getSession: () => ({}),
  listAccounts: () => ({}),
  getAccount: ({ accountId }) => ({ by: { case: "id", value: accountId } }),
  changePassword: ({ key }) => ({ key, oldPassword: password, newPassword }),
  deleteAccount: ({ key }) => ({ key, password }),
  resetPassword: ({ key, secret }) => ({ key, reset: secret, newPassword, delivery }),
  listSessions: () => ({}),
  getSignUp: () => ({}),
};

const admin: Asks<typeof AdminService.method> = {
  issueReset: ({ key, accountId }) => ({ key, accountId }),
  createInvite: ({ key }) => ({ key }),
  listInvites: () => ({}),
  issueBotToken: ({ key, accountId }) => ({ key, accountId, label }),
  listBotTokens: ({ accountId }) => ({ accountId }),
  exportAll: () => ({}),
};

const conversations: Asks<typeof ConversationService.method> = {
  listConversations: () => ({}),
  browseRooms: () => ({}),
  listMembers: ({ conversationId }) => ({ conversationId }),
};

const messages: Asks<typeof MessageService.method> = {
  listMessages: ({ conversationId }) => ({ conversationId }),
  getMessage: ({ messageId }) => ({ messageId }),
  getUnread: ({ conversationId }) => ({ conversationId }),
  searchMessages: ({ conversationId }) => ({
    query: conversationId === "" ? "hello" : `hello in:${conversationId}`,
  }),
};

const operator: Asks<typeof OperatorService.method> = {
  getMembership: () => ({}),
  changeMembership: () => ({ change: { case: "setVoters", value: { names: ["n1", "n2", "n3"] } } }),
  transferLeadership: () => ({ to: "n1" }),
  backUp: () => ({}),
};

const presence: Asks<typeof PresenceService.method> = {
  setTyping: ({ conversationId }) => ({ conversationId }),
  setPresence: () => ({ state: PresenceState.AWAY }),
};

const rows: Values<Operation> = {
  sendMessage: ({ conversationId }) => ({ conversationId, text: "hello", replyToId: "" }),
  editMessage: ({ messageId }) => ({ messageId, version: 0, text: "another" }),
  deleteMessage: ({ messageId }) => ({ messageId }),
  react: ({ messageId }) => ({ messageId, emoji: ":+1:", removed: false }),
  markRead: ({ conversationId }) => ({ conversationId, epoch: 0n, seq: 1n }),
  markUnread: ({ conversationId }) => ({ conversationId, epoch: 0n, seq: 1n }),
  readMessages: ({ conversationId }) => ({ conversationId, count: 1 }),
  openDirect: ({ accountId }) => ({ accountId }),
  openGroup: ({ outsiderIds }) => ({ accountIds: [...outsiderIds] }),
  createRoom: () => ({ name: "Another room", isPrivate: false }),
  joinRoom: ({ conversationId }) => ({ conversationId }),
  leaveRoom: ({ conversationId }) => ({ conversationId }),
  inviteToRoom: ({ conversationId, outsiderIds: [accountId] }) => ({
    conversationId,
    accountId,
    shareHistory: false,
  }),
  removeFromRoom: ({ conversationId, insiderId: accountId }) => ({ conversationId, accountId }),
  setTopic: ({ conversationId }) => ({ conversationId, topic: "of something else" }),
  renameRoom: ({ conversationId }) => ({ conversationId, name: "Otherwise" }),
  archiveRoom: ({ conversationId }) => ({ conversationId, archived: true }),
  setNotificationLevel: ({ conversationId }) => ({
    conversationId,
    level: NotificationLevel.NOTHING,
  }),
  setProfile: () => ({ displayName: "Somebody" }),
  endSession: ({ sessionId, accountId }) => ({ sessionId, accountId }),
  endOtherSessions: () => ({}),
  setAccountRole: ({ accountId, isOwn }) => ({
    accountId,
    role: isOwn ? AccountRole.MEMBER : AccountRole.ADMIN,
  }),
  suspendAccount: ({ accountId }) => ({ accountId, suspended: true }),
  createBot: () => ({ name: "Another bot" }),
  revokeInvite: ({ inviteId }) => ({ inviteId }),
  setSignUp: () => ({ policy: SignUpPolicy.INVITE_ONLY }),
};

const calls: readonly (readonly [string, Ask])[] = [
  ...encoded(AccountService, accounts),
  ...encoded(AdminService, admin),
  ...encoded(ClusterService, { now: () => ({}), getCluster: () => ({}) }),
  ...encoded(ConversationService, conversations),
  ...encoded(EventService, { subscribe: () => ({}) }),
  ...encoded(MessageService, messages),
  ...encoded(OperatorService, operator),
  ...encoded(PresenceService, presence),
];

/** Encoded requests, by the names of contract-operations.ts. */
export const REQUESTS: ReadonlyMap<string, Ask> = new Map([...calls, ...encodedRows()]);

function encoded<Methods extends Record<string, DescMethod>>(
  service: { readonly name: string; readonly method: Methods },
  asks: Asks<Methods>,
): [string, Ask][] {
  return Object.entries(service.method).map(([name, method]) => {
    const encode: Ask = (about) => {
      const init = asks[name]?.(about);
      return toBinary(method.input, create(method.input, init));
    };
    return [`${service.name}.${method.name}`, encode];
  });
}

function encodedRows(): [string, Ask][] {
  return Object.entries(rows).map(([name, valueOf]) => {
    const encode: Ask = (about) => {
      // Each function of the table gives the value of the case that it stands under.
      const operation = { case: name, value: valueOf(about) } as WriteRow["operation"];
      const request = { rows: [{ key: about.key, operation }] };
      return toBinary(WriteRequestSchema, create(WriteRequestSchema, request));
    };
    return [`Write.${name}`, encode];
  });
}
