/** Accounts and sessions. Authority over names and keys lies in the log; here are passwords and tokens. */
import { create } from "@bufbuild/protobuf";
import {
  CreateAccountResponseSchema,
  GetSignUpResponseSchema,
  LogInResponseSchema,
  LogOutResponseSchema,
  ResetPasswordResponseSchema,
  SignUpPolicy,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type {
  AccountService,
  ChangePasswordRequest,
  CreateAccountRequest,
  DeleteAccountRequest,
  GetAccountRequest,
  GetSignUpRequest,
  ListAccountsRequest,
  LogInRequest,
  ResetPasswordRequest,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { changePassword, deleteAccount, resetPassword } from "../account-writes.ts";
import { invalid } from "../call-refusal.ts";
import { clearedCookie, tokenSha256 } from "../caller-token.ts";
import { checkedId, checkedPage, checkedPattern, checkedSecret } from "../fields.ts";
import { logIn, signUp } from "../log-in.ts";
import { propose, requireLeadership } from "../proposing.ts";
import { read } from "../reading.ts";
import type { RpcNode } from "../rpc-node.ts";
import { unary } from "../unary.ts";
import type { Call } from "../unary.ts";

export function accountHandlers(node: RpcNode): Handlers<typeof AccountService> {
  return {
    createAccount: unary(node, async (request: CreateAccountRequest, call) => {
      const { index, session } = await signUp(node, call, request);
      return create(CreateAccountResponseSchema, { index: BigInt(index), session });
    }),
    logIn: unary(node, async (request: LogInRequest, call) => {
      const { index, session } = await logIn(node, call, request);
      return create(LogInResponseSchema, { index: BigInt(index), session });
    }),
    logOut: unary(node, (_request, call) => logOut(node, call)),
    getSession: unary(node, (_request, call) =>
      read(node, call, "getSession", (caller) => ({ caller })),
    ),
    listAccounts: unary(node, (request: ListAccountsRequest, call) => {
      const page = checkedPage(request);
      const pattern = checkedPattern(request.pattern);
      return read(node, call, "listAccounts", (caller) => ({ caller, pattern, ...page }));
    }),
    getAccount: unary(node, (request: GetAccountRequest, call) => {
      const by = checkedBy(request.by);
      return read(node, call, "getAccount", (caller) => ({ caller, by }));
    }),
    changePassword: unary(node, (request: ChangePasswordRequest, call) =>
      changePassword(node, call, request),
    ),
    deleteAccount: unary(node, (request: DeleteAccountRequest, call) =>
      deleteAccount(node, call, request),
    ),
    resetPassword: unary(node, async (request: ResetPasswordRequest, call) => {
      const { index, session } = await resetPassword(node, call, request);
      return create(ResetPasswordResponseSchema, { index: BigInt(index), session });
    }),
    listSessions: unary(node, (_request, call) =>
      read(node, call, "listSessions", (caller) => ({ caller })),
    ),
    getSignUp: unary(node, (request: GetSignUpRequest, call) => getSignUp(node, call, request)),
  };
}

/** For whoever has no session yet. */
async function getSignUp(node: RpcNode, call: Call, { invite }: GetSignUpRequest) {
  const secret = invite === "" ? null : checkedSecret(invite, "invite");
  const { time } = await node.log.readIndex(call.remainingMs());
  const inviteSha256 = secret === null ? null : tokenSha256(secret);
  const rules = await node.chat.query("signUpRules", { inviteSha256, time });
  return create(GetSignUpResponseSchema, {
    policy: rules.isByInvite ? SignUpPolicy.INVITE_ONLY : SignUpPolicy.OPEN,
    inviteValid: rules.inviteExpiresMs !== null,
    inviteExpiresMs: BigInt(rules.inviteExpiresMs ?? 0),
  });
}

async function logOut(node: RpcNode, call: Call) {
  requireLeadership(node.log);
  const token = call.token();
  await node.sessions.require({
    tokenSha256: token,
    accountId: "",
    deadlineMs: call.remainingMs(),
  });
  const command = { case: "logOut", value: { tokenSha256: token } } as const;
  const { index } = await propose(node, command, "loggedOut", call.remainingMs());
  node.sessions.forget(token);
  call.setCookie(clearedCookie());
  return create(LogOutResponseSchema, { index: BigInt(index) });
}

function checkedBy(by: GetAccountRequest["by"]): { id: string } | { name: string } {
  switch (by.case) {
    case "id":
      return { id: checkedId(by.value, "id") };
    case "name":
      return { name: checkedPattern(by.value) };
    case undefined:
      throw invalid("by", "Say which account: by id or by name.");
  }
}
