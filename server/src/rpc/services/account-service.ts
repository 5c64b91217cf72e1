/** Accounts and sessions. Authority over names and keys lies in the log; here are passwords and tokens. */
import { create } from "@bufbuild/protobuf";
import {
  CreateAccountResponseSchema,
  LogInResponseSchema,
  LogOutResponseSchema,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type {
  AccountService,
  CreateAccountRequest,
  GetAccountRequest,
  ListAccountsRequest,
  LogInRequest,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type { Handlers } from "../../lib/grpc-service.ts";
import { invalid } from "../call-refusal.ts";
import { clearedCookie } from "../caller-token.ts";
import { checkedId, checkedPage, checkedPattern } from "../fields.ts";
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
  };
}

async function logOut(node: RpcNode, call: Call) {
  requireLeadership(node.log);
  const tokenSha256 = call.token();
  await node.sessions.require({
    tokenSha256,
    accountId: "",
    deadlineMs: call.remainingMs(),
  });
  const command = { case: "logOut", value: { tokenSha256 } } as const;
  const { index } = await propose(node, command, "loggedOut", call.remainingMs());
  node.sessions.forget(tokenSha256);
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
