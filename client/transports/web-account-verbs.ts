/** The verbs of account-calls.ts that a page asks, by their generated grpc-web stubs. Part of web-later-verbs.ts. */
import {
  AccountRole as WireRole,
  ChangePasswordRequest,
  DeleteAccountRequest,
  GetSignUpRequest,
  ListSessionsRequest,
  ResetPasswordRequest,
  SignUpPolicy,
  TokenDelivery,
  type SessionInfo as WireSessionInfo,
} from "@parley/proto/grpcweb/parley/v1/account_pb.js";
import { AccountServiceClient } from "@parley/proto/grpcweb/parley/v1/AccountServiceClientPb.ts";
import {
  CreateInviteRequest,
  IssueResetRequest,
  ListInvitesRequest,
  type Invite as WireInvite,
} from "@parley/proto/grpcweb/parley/v1/admin_pb.js";
import { AdminServiceClient } from "@parley/proto/grpcweb/parley/v1/AdminServiceClientPb.ts";
import {
  EndOtherSessions,
  EndSession,
  RevokeInvite,
  SetAccountRole,
  SetProfile,
  SetSignUp,
  SuspendAccount,
  WriteRequest,
  WriteRow,
} from "@parley/proto/grpcweb/parley/v1/write_pb.js";
import { WriteServiceClient } from "@parley/proto/grpcweb/parley/v1/WriteServiceClientPb.ts";
import type { AccountRow, Invite, PageAccountVerb, SessionInfo } from "../account-calls.ts";
import type { AccountRole } from "../model.ts";
import { required, UnknownKind } from "../wire-errors.ts";
import { keyTo, sessionOf } from "./web-messages.ts";
import { verb, type WebVerb } from "./web-verbs.ts";
import { writeAnswerOf } from "./web-writes.ts";

type AccountVerbs = { readonly [V in PageAccountVerb]: WebVerb<V> };

/** `origin`: empty for the page's own. */
export function accountVerbs(origin: string): AccountVerbs {
  return {
    ...ownVerbs(new AccountServiceClient(origin)),
    ...adminVerbs(new AdminServiceClient(origin)),
    ...rowVerbs(new WriteServiceClient(origin)),
  };
}

function ownVerbs(
  account: AccountServiceClient,
): Pick<
  AccountVerbs,
  "changePassword" | "deleteAccount" | "resetPassword" | "listSessions" | "getSignUp"
> {
  return {
    changePassword: verb(
      account.changePassword.bind(account),
      ({ key, oldPassword, newPassword }) =>
        new ChangePasswordRequest()
          .setKey(keyTo(key))
          .setOldPassword(oldPassword)
          .setNewPassword(newPassword),
      (answer) => ({ index: answer.getIndex(), endedSessions: answer.getEndedSessions() }),
    ),
    deleteAccount: verb(
      account.deleteAccount.bind(account),
      ({ key, password }) => new DeleteAccountRequest().setKey(keyTo(key)).setPassword(password),
      (answer) => ({ index: answer.getIndex() }),
    ),
    resetPassword: verb(
      account.resetPassword.bind(account),
      ({ key, reset, newPassword, label }) =>
        new ResetPasswordRequest()
          .setKey(keyTo(key))
          .setReset(reset)
          .setNewPassword(newPassword)
          .setLabel(label)
          .setDelivery(TokenDelivery.TOKEN_DELIVERY_COOKIE),
      (answer) => ({ session: sessionOf(answer.getSession()), index: answer.getIndex() }),
    ),
    listSessions: verb(
      account.listSessions.bind(account),
      () => new ListSessionsRequest(),
      (answer) => answer.getSessionsList().map(sessionInfoOf),
    ),
    getSignUp: verb(
      account.getSignUp.bind(account),
      ({ invite }) => new GetSignUpRequest().setInvite(invite),
      (answer) => ({
        isByInvite: answer.getPolicy() === SignUpPolicy.SIGN_UP_POLICY_INVITE_ONLY,
        isInviteValid: answer.getInviteValid(),
        inviteExpiresMs: answer.getInviteExpiresMs(),
      }),
    ),
  };
}

function adminVerbs(
  admin: AdminServiceClient,
): Pick<AccountVerbs, "issueReset" | "createInvite" | "listInvites"> {
  return {
    issueReset: verb(
      admin.issueReset.bind(admin),
      ({ key, accountId }) => new IssueResetRequest().setKey(keyTo(key)).setAccountId(accountId),
      (answer) => ({ reset: answer.getReset(), expiresMs: answer.getExpiresMs() }),
    ),
    createInvite: verb(
      admin.createInvite.bind(admin),
      ({ key, uses, validMs }) =>
        new CreateInviteRequest().setKey(keyTo(key)).setUses(uses).setValidMs(validMs),
      (answer) => ({ invite: inviteOf(answer.getInvite()), secret: answer.getSecret() }),
    ),
    listInvites: verb(
      admin.listInvites.bind(admin),
      () => new ListInvitesRequest(),
      (answer) => answer.getInvitesList().map(inviteOf),
    ),
  };
}

function rowVerbs(write: WriteServiceClient): Pick<AccountVerbs, "writeAccount"> {
  return {
    writeAccount: verb(
      write.write.bind(write),
      ({ rows }) => new WriteRequest().setRowsList(rows.map(rowTo)),
      (answer) => ({
        index: answer.getIndex(),
        answers: answer.getAnswersList().map(writeAnswerOf),
      }),
    ),
  };
}

const WIRE_ROLES: Readonly<Record<AccountRole, WireRole>> = {
  member: WireRole.ACCOUNT_ROLE_MEMBER,
  admin: WireRole.ACCOUNT_ROLE_ADMIN,
  owner: WireRole.ACCOUNT_ROLE_OWNER,
};

function rowTo({ key, operation }: AccountRow): WriteRow {
  const row = new WriteRow().setKey(keyTo(key));
  switch (operation.kind) {
    case "setProfile":
      return row.setSetProfile(new SetProfile().setDisplayName(operation.displayName));
    case "endSession": {
      const { sessionId, accountId } = operation;
      return row.setEndSession(new EndSession().setSessionId(sessionId).setAccountId(accountId));
    }
    case "endOtherSessions":
      return row.setEndOtherSessions(new EndOtherSessions());
    case "setAccountRole": {
      const { accountId, role } = operation;
      return row.setSetAccountRole(
        new SetAccountRole().setAccountId(accountId).setRole(WIRE_ROLES[role]),
      );
    }
    case "suspendAccount": {
      const { accountId, suspended } = operation;
      return row.setSuspendAccount(
        new SuspendAccount().setAccountId(accountId).setSuspended(suspended),
      );
    }
    case "revokeInvite":
      return row.setRevokeInvite(new RevokeInvite().setInviteId(operation.inviteId));
    case "setSignUp":
      return row.setSetSignUp(
        new SetSignUp().setPolicy(
          operation.isByInvite
            ? SignUpPolicy.SIGN_UP_POLICY_INVITE_ONLY
            : SignUpPolicy.SIGN_UP_POLICY_OPEN,
        ),
      );
    case "createBot":
      // No page makes bots.
      throw new UnknownKind("operation");
  }
}

function sessionInfoOf(wire: WireSessionInfo): SessionInfo {
  return {
    id: wire.getId(),
    createdMs: wire.getCreatedMs(),
    expiresMs: wire.getExpiresMs(),
    label: wire.getLabel(),
    current: wire.getCurrent(),
  };
}

function inviteOf(absent: WireInvite | undefined): Invite {
  const wire = required(absent, "invite");
  return {
    id: wire.getId(),
    issuerId: wire.getIssuerId(),
    createdMs: wire.getCreatedMs(),
    expiresMs: wire.getExpiresMs(),
    usesLeft: wire.getUsesLeft(),
  };
}
