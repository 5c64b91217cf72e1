/**
 * Signing up and signing in. The password is proved here, before the log; the log checks that the hash it was
 * proved against is still the account's. An unknown name takes the same path and time as a wrong password.
 */
import { create, fromBinary } from "@bufbuild/protobuf";
import {
  AccountSchema,
  SessionSchema,
  TokenDelivery,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type {
  CreateAccountRequest,
  LogInRequest,
  Session,
} from "@parley/proto/es/parley/v1/account_pb.js";
import type { AccountForLogIn } from "../chat/chat-port.ts";
import { INVITE_NEEDED, VOID_INVITE } from "../chat/commands/create-account.ts";
import { foldText } from "../chat/fold-name.ts";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";
import { badCredentials, CallRefusal, invalid } from "./call-refusal.ts";
import { freshToken, sessionCookie, tokenSha256 } from "./caller-token.ts";
import { checkedKey, checkedLabel, checkedName, checkedSecret } from "./fields.ts";
import type { KeyFields } from "./fields.ts";
import { checkedNewPassword, checkedOldPassword } from "./passwords.ts";
import { propose, requireLeadership, requireLevel } from "./proposing.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { Call } from "./unary.ts";

/** What a sign-in says, whatever it begins with. */
type Credentials = Pick<LogInRequest, "password" | "delivery" | "label"> & {
  readonly key: KeyFields;
  /** By which guesses are counted: the folded name. */
  readonly name: string;
};

export type LogInNode = Pick<RpcNode, "log" | "chat" | "passwords" | "rates">;

export interface Opened {
  readonly index: Index;
  readonly session: Session;
}

export async function signUp(
  node: RpcNode,
  call: Call,
  request: CreateAccountRequest,
): Promise<Opened> {
  requireLeadership(node.log);
  const key = checkedKey(request.key, "key");
  const named = checkedName(request.name, "name");
  const password = checkedNewPassword(request.password, "password");
  const deliver = deliveryOf(request.delivery, call);
  const label = labelInForce(node, request.label);
  node.rates.signUp(call.address());
  const inviteSha256 = await invitedBy(node, call, key, request.invite);
  const passwordHash = await node.passwords.hash(password, () => call.remainingMs());
  const token = freshToken();
  const command = {
    case: "createAccount",
    value: { key, ...named, passwordHash, tokenSha256: tokenSha256(token), inviteSha256, label },
  } as const;
  const { index, value } = await propose(node, command, "accountCreated", call.remainingMs());
  // The key made this account before; whoever repeats it must prove the password, as at any log-in.
  const credentials = { key, password, delivery: request.delivery, label, name: named.foldedName };
  if (value.repeated) return enter(node, call, credentials);
  const account = await node.chat.query("accountById", { accountId: value.accountId });
  // Deleted before anybody could see it.
  if (account === null) throw badCredentials();
  const { expiresMs } = value;
  return { index, session: sessionOf(account, { unread: 0, expiresMs, token: deliver(token) }) };
}

/**
 * sha256 of the invite's secret, if there is one. Whoever cannot get in is told before anything is hashed: the log decides
 * once more.
 */
async function invitedBy(
  node: RpcNode,
  call: Call,
  key: KeyFields,
  invite: string,
): Promise<Uint8Array> {
  const secret = invite === "" ? null : checkedSecret(invite, "invite");
  const inviteSha256 = secret === null ? null : tokenSha256(secret);
  if (inviteSha256 !== null) requireLevel(node, 2);
  const { time } = await node.log.readIndex(call.remainingMs());
  const rules = await node.chat.query("signUpRules", { inviteSha256, time });
  const isRepeat = await isAnswered(node, key);
  if (!isRepeat && inviteSha256 !== null && rules.inviteExpiresMs === null)
    throw new CallRefusal("NOT_FOUND", VOID_INVITE, { field: "invite" });
  if (!isRepeat && inviteSha256 === null && rules.isByInvite)
    throw new CallRefusal("FORBIDDEN", INVITE_NEEDED, { field: "invite" });
  return inviteSha256 ?? new Uint8Array();
}

/** A repeat of a sign-up that used the invite up. */
async function isAnswered(node: RpcNode, { clientId, seq }: KeyFields): Promise<boolean> {
  const answer = await node.chat.query("answerOf", { userId: 0, clientId, seq: Number(seq) });
  return answer !== null;
}

/** Below the level that knows labels a sign-in goes without one: nobody need wait for an upgrade to get in. */
function labelInForce(node: Pick<RpcNode, "chat">, label: string): string {
  const checked = checkedLabel(label, "label");
  return node.chat.level() >= 2 ? checked : "";
}

export async function logIn(node: LogInNode, call: Call, request: LogInRequest): Promise<Opened> {
  requireLeadership(node.log);
  const key = checkedKey(request.key, "key");
  const { delivery } = request;
  const password = checkedOldPassword(request.password, "password");
  const label = labelInForce(node, request.label);
  // So that an account made a moment ago, or a password changed, counts.
  await node.log.readIndex(call.remainingMs());
  const name = foldedForLookUp(request.name);
  return enter(node, call, { key, password, delivery, label, name });
}

async function enter(node: LogInNode, call: Call, request: Credentials): Promise<Opened> {
  const account = await node.chat.query("accountForLogIn", { foldedName: request.name });
  return enterAccount(node, call, request, account);
}

/** Null for a name that nobody has, which costs as much and comes to the same answer as a wrong password. */
export async function enterAccount(
  node: LogInNode,
  call: Call,
  request: Credentials,
  account: AccountForLogIn | null,
): Promise<Opened> {
  const deliver = deliveryOf(request.delivery, call);
  // A bot has no password: as if nobody had its name.
  const stored = account === null || account.passwordHash === "" ? null : account.passwordHash;
  const isRight = await node.rates.prove({ name: request.name, address: call.address() }, () =>
    node.passwords.verify(stored, request.password, () => call.remainingMs()),
  );
  if (account === null || !isRight) throw badCredentials();
  const token = freshToken();
  const { accountId, passwordHash } = account;
  const { key, label } = request;
  const command = {
    case: "logIn",
    value: { key, accountId, passwordHash, tokenSha256: tokenSha256(token), label },
  } as const;
  const { index, value } = await propose(node, command, "loggedIn", call.remainingMs());
  const { unread, expiresMs } = value;
  return { index, session: sessionOf(account, { unread, expiresMs, token: deliver(token) }) };
}

/** How the token travels, decided before anything is executed: what it gives back stands in the answer. */
export function deliveryOf(delivery: TokenDelivery, call: Call): (token: string) => string {
  switch (delivery) {
    case TokenDelivery.BODY:
      return (token) => token;
    case TokenDelivery.COOKIE:
      return (token) => {
        call.setCookie(sessionCookie(token));
        return "";
      };
    case TokenDelivery.UNSPECIFIED:
      throw invalid(
        "delivery",
        "Say how the session shall come back: as a cookie or in the answer.",
      );
    default:
      // Proto enums are open: a newer client may send more.
      throw invalid("delivery", "This node knows no such delivery.");
  }
}

/** What cannot be a name is nobody's, and costs no folding. */
function foldedForLookUp(name: string): string {
  return name.length > LIMITS.nameCharacters * 4 ? "" : foldText(name);
}

export function sessionOf(
  { account }: AccountForLogIn,
  facts: Pick<Session, "unread" | "expiresMs" | "token">,
): Session {
  return create(SessionSchema, { account: fromBinary(AccountSchema, account), ...facts });
}
