/** The verbs of account-calls.ts by protobuf-es: for programs, which have room for them. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  AccountRole as WireRole,
  AccountService,
  SignUpPolicy,
  TokenDelivery,
  type SessionInfo as WireSessionInfo,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService, type Invite as WireInvite } from "@parley/proto/es/parley/v1/admin_pb.js";
import { type WriteRowSchema, WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { AccountOperation, AccountVerb, Invite, SessionInfo } from "../account-calls.ts";
import type { AccountRole } from "../model.ts";
import { required } from "../wire-errors.ts";
import { accountOf, conversationOf, keyTo, messageOf, sessionOf } from "./es-messages.ts";
import { verb, type VerbCodec } from "./es-verbs.ts";
import { writeAnswerOf } from "./es-writes.ts";

const { method: account } = AccountService;
const { method: admin } = AdminService;

export const ES_ACCOUNT_VERBS: { readonly [V in AccountVerb]: VerbCodec<V> } = {
  writeAccount: verb(
    WriteService.method.write,
    ({ rows }) => ({
      rows: rows.map(({ key, operation }) => ({
        key: keyTo(key),
        operation: accountOperationTo(operation),
      })),
    }),
    ({ index, answers }) => ({ index: Number(index), answers: answers.map(writeAnswerOf) }),
  ),
  changePassword: verb(
    account.changePassword,
    ({ key, oldPassword, newPassword }) => ({ key: keyTo(key), oldPassword, newPassword }),
    ({ index, endedSessions }) => ({ index: Number(index), endedSessions }),
  ),
  deleteAccount: verb(
    account.deleteAccount,
    ({ key, password }) => ({ key: keyTo(key), password }),
    ({ index }) => ({ index: Number(index) }),
  ),
  resetPassword: verb(
    account.resetPassword,
    ({ key, reset, newPassword, label }) => {
      const delivery = TokenDelivery.BODY;
      return { key: keyTo(key), reset, newPassword, label, delivery };
    },
    ({ session, index }) => ({ session: sessionOf(session), index: Number(index) }),
  ),
  listSessions: verb(
    account.listSessions,
    () => ({}),
    ({ sessions }) => sessions.map(sessionInfoOf),
  ),
  getSignUp: verb(
    account.getSignUp,
    ({ invite }) => ({ invite }),
    ({ policy, inviteValid, inviteExpiresMs }) => ({
      isByInvite: policy === SignUpPolicy.INVITE_ONLY,
      isInviteValid: inviteValid,
      inviteExpiresMs: Number(inviteExpiresMs),
    }),
  ),
  issueReset: verb(
    admin.issueReset,
    ({ key, accountId }) => ({ key: keyTo(key), accountId }),
    ({ reset, expiresMs }) => ({ reset, expiresMs: Number(expiresMs) }),
  ),
  createInvite: verb(
    admin.createInvite,
    ({ key, uses, validMs }) => ({ key: keyTo(key), uses, validMs: BigInt(validMs) }),
    ({ invite, secret }) => ({ invite: inviteOf(invite), secret }),
  ),
  listInvites: verb(
    admin.listInvites,
    () => ({}),
    ({ invites }) => invites.map(inviteOf),
  ),
  issueBotToken: verb(
    admin.issueBotToken,
    ({ key, accountId, label, validMs }) => {
      return { key: keyTo(key), accountId, label, validMs: BigInt(validMs) };
    },
    ({ token, session }) => ({ token, session: sessionInfoOf(session) }),
  ),
  listBotTokens: verb(
    admin.listBotTokens,
    ({ accountId }) => ({ accountId }),
    ({ tokens }) => tokens.map(sessionInfoOf),
  ),
  exportAll: verb(
    admin.exportAll,
    ({ pageSize, cursor }) => ({ pageSize, cursor }),
    ({ conversations, messages, accounts, nextCursor, index, clusterId }) => ({
      conversations: conversations.map(conversationOf),
      messages: messages.map(messageOf),
      accounts: accounts.map(accountOf),
      nextCursor,
      index: Number(index),
      clusterId,
    }),
  ),
};

type WireOperation = NonNullable<MessageInitShape<typeof WriteRowSchema>["operation"]>;

const WIRE_ROLES: Readonly<Record<AccountRole, WireRole>> = {
  member: WireRole.MEMBER,
  admin: WireRole.ADMIN,
  owner: WireRole.OWNER,
};

export function accountOperationTo(operation: AccountOperation): WireOperation {
  switch (operation.kind) {
    case "setProfile":
      return { case: "setProfile", value: { displayName: operation.displayName } };
    case "endSession": {
      const { sessionId, accountId } = operation;
      return { case: "endSession", value: { sessionId, accountId } };
    }
    case "endOtherSessions":
      return { case: "endOtherSessions", value: {} };
    case "setAccountRole": {
      const { accountId, role } = operation;
      return { case: "setAccountRole", value: { accountId, role: WIRE_ROLES[role] } };
    }
    case "suspendAccount": {
      const { accountId, suspended } = operation;
      return { case: "suspendAccount", value: { accountId, suspended } };
    }
    case "createBot":
      return { case: "createBot", value: { name: operation.name } };
    case "revokeInvite":
      return { case: "revokeInvite", value: { inviteId: operation.inviteId } };
    case "setSignUp": {
      const policy = operation.isByInvite ? SignUpPolicy.INVITE_ONLY : SignUpPolicy.OPEN;
      return { case: "setSignUp", value: { policy } };
    }
  }
}

function sessionInfoOf(wire: WireSessionInfo | undefined): SessionInfo {
  const { id, createdMs, expiresMs, label, current } = required(wire, "session");
  return { id, createdMs: Number(createdMs), expiresMs: Number(expiresMs), label, current };
}

function inviteOf(wire: WireInvite | undefined): Invite {
  const { id, issuerId, createdMs, expiresMs, usesLeft } = required(wire, "invite");
  return { id, issuerId, createdMs: Number(createdMs), expiresMs: Number(expiresMs), usesLeft };
}
