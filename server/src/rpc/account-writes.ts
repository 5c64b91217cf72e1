/**
 * What people do to their own account with a password in hand. As at a log-in the password is proved here, before the log,
 * and the log checks that the hash it was proved against is still the account's.
 *
 * A repeat of what was executed proves nothing any more: the old password is wrong by then, or the session gone. Whoever
 * sees that on this node sees the answer too, so it is looked up under the key.
 */
import { create, fromBinary } from "@bufbuild/protobuf";
import {
  ResultSchema,
  type PasswordChanged,
  type Result,
} from "@parley/proto/es/parley/log/v1/command_pb.js";
import {
  ChangePasswordResponseSchema,
  DeleteAccountResponseSchema,
  type ChangePasswordRequest,
  type DeleteAccountRequest,
  type ResetPasswordRequest,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type { AccountForLogIn } from "../chat/chat-port.ts";
import { VOID_LINK } from "../chat/commands/reset-password.ts";
import { ChatRefusal } from "../chat/refusal.ts";
import { CallRefusal } from "./call-refusal.ts";
import { clearedCookie, freshToken, tokenSha256 } from "./caller-token.ts";
import { checkedKey, checkedLabel, checkedSecret, type KeyFields } from "./fields.ts";
import { deliveryOf, enterAccount, sessionOf, type Opened } from "./log-in.ts";
import { checkedNewPassword, checkedOldPassword } from "./passwords.ts";
import { propose, requireLeadership, requireLevel } from "./proposing.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { Call } from "./unary.ts";

/** Whose key is ('', client id, seq). */
const NOBODY = 0;
const LEVEL = 2;

export async function changePassword(node: RpcNode, call: Call, request: ChangePasswordRequest) {
  requireLeadership(node.log);
  requireLevel(node, LEVEL);
  const key = checkedKey(request.key, "key");
  checkedOldPassword(request.oldPassword, "old_password");
  const newPassword = checkedNewPassword(request.newPassword, "new_password");
  const token = call.token();
  const account = await ownAccount(node, call, token);
  const left = (): number => call.remainingMs();
  if (!(await isProved(node, call, account, request.oldPassword))) {
    const earlier = await answerOf(node, Number(account.accountId), key);
    if (earlier?.case === "passwordChanged") return changed(earlier.value);
    throw wrongPassword("old_password");
  }
  const newHash = await node.passwords.hash(newPassword, left);
  const value = { key, tokenSha256: token, oldHash: account.passwordHash, newHash };
  const command = { case: "changePassword", value } as const;
  const { value: done } = await propose(node, command, "passwordChanged", call.remainingMs());
  return changed(done);
}

function changed({ index, endedSessions }: PasswordChanged) {
  return create(ChangePasswordResponseSchema, { index, endedSessions });
}

export async function deleteAccount(node: RpcNode, call: Call, request: DeleteAccountRequest) {
  requireLeadership(node.log);
  requireLevel(node, LEVEL);
  const key = checkedKey(request.key, "key");
  checkedOldPassword(request.password, "password");
  const token = call.token();
  try {
    const account = await ownAccount(node, call, token);
    const { passwordHash } = account;
    if (!(await isProved(node, call, account, request.password))) throw wrongPassword("password");
    const command = {
      case: "deleteAccount",
      value: { key, tokenSha256: token, passwordHash },
    } as const;
    const { value } = await propose(node, command, "accountDeleted", call.remainingMs());
    return gone(node, call, token, value.index);
  } catch (error) {
    const isSignedOut =
      (error instanceof ChatRefusal || error instanceof CallRefusal) &&
      error.reason === "BAD_SESSION";
    const earlier = isSignedOut ? await answerOf(node, NOBODY, key) : null;
    if (earlier?.case !== "accountDeleted") throw error;
    return gone(node, call, token, earlier.value.index);
  }
}

function gone(node: RpcNode, call: Call, token: Uint8Array, index: bigint) {
  node.sessions.forget(token);
  call.setCookie(clearedCookie());
  return create(DeleteAccountResponseSchema, { index });
}

/** With a reset link. Nothing is hashed for a link that is void already. */
export async function resetPassword(
  node: RpcNode,
  call: Call,
  request: ResetPasswordRequest,
): Promise<Opened> {
  requireLeadership(node.log);
  requireLevel(node, LEVEL);
  const key = checkedKey(request.key, "key");
  const resetSha256 = tokenSha256(checkedSecret(request.reset, "reset"));
  const newPassword = checkedNewPassword(request.newPassword, "new_password");
  const label = checkedLabel(request.label, "label");
  const deliver = deliveryOf(request.delivery, call);
  node.rates.signUp(call.address());
  const { time } = await node.log.readIndex(call.remainingMs());
  const isValid = await node.chat.query("isResetValid", { resetSha256, time });
  const earlier = isValid ? null : await answerOf(node, NOBODY, key);
  if (!isValid && earlier === null)
    throw new CallRefusal("NOT_FOUND", VOID_LINK, { field: "reset" });
  const newHash = await node.passwords.hash(newPassword, () => call.remainingMs());
  const token = freshToken();
  const command = {
    case: "resetPassword",
    value: { key, resetSha256, newHash, tokenSha256: tokenSha256(token), label },
  } as const;
  const { index, value } = await propose(node, command, "passwordReset", call.remainingMs());
  const account = await node.chat.query("accountById", { accountId: value.accountId });
  if (account === null) throw new CallRefusal("NOT_FOUND", VOID_LINK, { field: "reset" });
  // As after a repeated sign-up: whoever repeats it proves the password, under the same key.
  if (value.repeated) {
    const { delivery } = request;
    const name = `account ${account.accountId}`;
    const credentials = { key, password: newPassword, delivery, label, name };
    return enterAccount(node, call, credentials, account);
  }
  const unread = await node.chat.query("unreadTotal", { accountId: value.accountId });
  const { expiresMs } = value;
  return { index, session: sessionOf(account, { unread, expiresMs, token: deliver(token) }) };
}

/** Counted like a sign-in: whoever holds a stolen session shall not guess either. */
function isProved(
  node: RpcNode,
  call: Call,
  { accountId, passwordHash }: AccountForLogIn,
  password: string,
): Promise<boolean> {
  const guess = { name: `account ${accountId}`, address: call.address() };
  const stored = passwordHash === "" ? null : passwordHash;
  return node.rates.prove(guess, () =>
    node.passwords.verify(stored, password, () => call.remainingMs()),
  );
}

async function ownAccount(node: RpcNode, call: Call, token: Uint8Array): Promise<AccountForLogIn> {
  const { time } = await node.log.readIndex(call.remainingMs());
  return node.chat.query("ownAccount", { caller: { tokenSha256: token, time } });
}

async function answerOf(
  node: RpcNode,
  userId: number,
  { clientId, seq }: KeyFields,
): Promise<Result["kind"] | null> {
  const answer = await node.chat.query("answerOf", { userId, clientId, seq: Number(seq) });
  return answer === null ? null : fromBinary(ResultSchema, answer).kind;
}

function wrongPassword(field: string): CallRefusal {
  return new CallRefusal("BAD_CREDENTIALS", "The password is wrong.", { field });
}
