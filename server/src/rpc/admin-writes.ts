/** What administrators do that hands out a secret: made here, given back once, and known to the log by its sha256 only. */
import { create } from "@bufbuild/protobuf";
import {
  CreateInviteResponseSchema,
  IssueBotTokenResponseSchema,
  IssueResetResponseSchema,
  type CreateInviteRequest,
  type IssueBotTokenRequest,
  type IssueResetRequest,
} from "@parley/proto/es/parley/v1/admin_pb.js";
import { sessionIdOf } from "../chat/sessions.ts";
import { LIMITS } from "../limits.ts";
import { invalid } from "./call-refusal.ts";
import { freshToken, tokenSha256 } from "./caller-token.ts";
import { checkedId, checkedKey, checkedLabel } from "./fields.ts";
import { propose, requireLeadership } from "./proposing.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { Call } from "./unary.ts";

export async function issueReset(node: RpcNode, call: Call, request: IssueResetRequest) {
  const caller = await callerOf(node, call);
  const key = checkedKey(request.key, "key");
  const accountId = checkedId(request.accountId, "account_id");
  const reset = freshToken();
  const validMs = BigInt(LIMITS.resetAgeMs);
  const command = {
    case: "issueReset",
    value: { key, tokenSha256: caller, accountId, resetSha256: tokenSha256(reset), validMs },
  } as const;
  const { value } = await propose(node, command, "resetIssued", call.remainingMs());
  const { index, expiresMs } = value;
  return create(IssueResetResponseSchema, { index, reset, expiresMs });
}

export async function createInvite(node: RpcNode, call: Call, request: CreateInviteRequest) {
  const caller = await callerOf(node, call);
  const key = checkedKey(request.key, "key");
  const uses = request.uses === 0 ? 1 : request.uses;
  if (uses > LIMITS.inviteUses)
    throw invalid("uses", `An invite makes at most ${LIMITS.inviteUses} accounts.`);
  const ages = { usual: LIMITS.inviteAgeMs, longest: LIMITS.inviteMaxAgeMs };
  const validMs = checkedAge(request.validMs, ages);
  const secret = freshToken();
  const command = {
    case: "createInvite",
    value: { key, tokenSha256: caller, inviteSha256: tokenSha256(secret), uses, validMs },
  } as const;
  const { value } = await propose(node, command, "inviteCreated", call.remainingMs());
  const { inviteId: id, issuerId, createdMs, expiresMs, usesLeft, index } = value;
  const invite = { id, issuerId, createdMs, expiresMs, usesLeft };
  return create(CreateInviteResponseSchema, { index, secret, invite });
}

export async function issueBotToken(node: RpcNode, call: Call, request: IssueBotTokenRequest) {
  const caller = await callerOf(node, call);
  const key = checkedKey(request.key, "key");
  const accountId = checkedId(request.accountId, "account_id");
  const label = checkedLabel(request.label, "label");
  const ages = { usual: LIMITS.botTokenAgeMs, longest: LIMITS.botTokenAgeMs };
  const validMs = checkedAge(request.validMs, ages);
  const token = freshToken();
  const botTokenSha256 = tokenSha256(token);
  const command = {
    case: "issueBotToken",
    value: { key, tokenSha256: caller, accountId, botTokenSha256, label, validMs },
  } as const;
  const { value } = await propose(node, command, "botTokenIssued", call.remainingMs());
  const { index, createdMs, expiresMs } = value;
  const session = { id: sessionIdOf({ tokenSha256: botTokenSha256 }), createdMs, expiresMs, label };
  return create(IssueBotTokenResponseSchema, { index, token, session });
}

/** The log decides whether it is an administrator's. */
async function callerOf(node: RpcNode, call: Call): Promise<Uint8Array> {
  requireLeadership(node.log);
  const token = call.token();
  const claim = { tokenSha256: token, accountId: "", deadlineMs: call.remainingMs() };
  const { accountId } = await node.sessions.require(claim);
  node.rates.write(accountId, 1);
  return token;
}

function checkedAge(
  validMs: bigint,
  { usual, longest }: { readonly usual: number; readonly longest: number },
): bigint {
  if (validMs === 0n) return BigInt(usual);
  if (validMs <= BigInt(longest)) return validMs;
  throw invalid("valid_ms", `It holds at most ${longest / 86_400_000} days.`);
}
