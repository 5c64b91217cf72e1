/**
 * Signing up and signing in. The password is proved here, before the log; the log checks that the hash it was
 * proved against is still the account's. An unknown name takes the same path and time as a wrong password.
 */
import { create } from "@bufbuild/protobuf";
import { SessionSchema, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import type { LogInRequest, Session } from "@parley/proto/es/parley/v1/account_pb.js";
import type { AccountForLogIn } from "../chat/chat-port.ts";
import { foldText } from "../chat/fold-name.ts";
import { LIMITS } from "../limits.ts";
import type { Index } from "../ports.ts";
import { badCredentials, invalid } from "./call-refusal.ts";
import { freshToken, sessionCookie, tokenSha256 } from "./caller-token.ts";
import { checkedKey, checkedName } from "./fields.ts";
import type { KeyFields } from "./fields.ts";
import { checkedNewPassword } from "./passwords.ts";
import { propose, requireLeadership } from "./proposing.ts";
import type { RpcNode } from "./rpc-node.ts";
import type { Call } from "./unary.ts";

/** CreateAccountRequest and LogInRequest have the same fields. */
type Credentials = Pick<LogInRequest, "key" | "name" | "password" | "delivery">;

export interface Opened {
  readonly index: Index;
  readonly session: Session;
}

export async function signUp(node: RpcNode, call: Call, request: Credentials): Promise<Opened> {
  requireLeadership(node.log);
  const key = checkedKey(request.key, "key");
  const named = checkedName(request.name, "name");
  const password = checkedNewPassword(request.password, "password");
  const deliver = deliveryOf(request.delivery, call);
  const passwordHash = await node.passwords.hash(password, () => call.remainingMs());
  const token = freshToken();
  const command = {
    case: "createAccount",
    value: { key, ...named, passwordHash, tokenSha256: tokenSha256(token) },
  } as const;
  const { index, value } = await propose(node, command, "accountCreated", call.remainingMs());
  // The key made this account before; whoever repeats it must prove the password, as at any log-in.
  if (value.repeated) return enter(node, call, { ...request, key }, named.foldedName);
  const account = {
    id: value.accountId,
    name: named.name,
    createdMs: value.createdMs,
    changedAtIndex: BigInt(index),
  };
  const { expiresMs } = value;
  return { index, session: create(SessionSchema, { account, expiresMs, token: deliver(token) }) };
}

export async function logIn(node: RpcNode, call: Call, request: Credentials): Promise<Opened> {
  requireLeadership(node.log);
  const key = checkedKey(request.key, "key");
  if (request.password.length > LIMITS.passwordMaxCharacters * 2) {
    throw invalid("password", `A password has at most ${LIMITS.passwordMaxCharacters} characters.`);
  }
  // So that an account made a moment ago, or a password changed, counts.
  await node.log.readIndex(call.remainingMs());
  return enter(node, call, { ...request, key }, foldedForLookUp(request.name));
}

async function enter(
  node: RpcNode,
  call: Call,
  request: Omit<Credentials, "key"> & { readonly key: KeyFields },
  foldedName: string,
): Promise<Opened> {
  const deliver = deliveryOf(request.delivery, call);
  const account = await node.chat.query("accountForLogIn", { foldedName });
  const stored = account?.passwordHash ?? null;
  const isRight = await node.passwords.verify(stored, request.password, () => call.remainingMs());
  if (account === null || !isRight) throw badCredentials();
  const token = freshToken();
  const { accountId, passwordHash } = account;
  const command = {
    case: "logIn",
    value: { key: request.key, accountId, passwordHash, tokenSha256: tokenSha256(token) },
  } as const;
  const { index, value } = await propose(node, command, "loggedIn", call.remainingMs());
  const { unread, expiresMs } = value;
  const session = { account: publicAccount(account), unread, expiresMs, token: deliver(token) };
  return { index, session: create(SessionSchema, session) };
}

/** How the token travels, decided before anything is executed: what it gives back stands in the answer. */
function deliveryOf(delivery: TokenDelivery, call: Call): (token: string) => string {
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

function publicAccount({ accountId, name, createdMs, changedAtIndex }: AccountForLogIn) {
  return {
    id: accountId,
    name,
    createdMs: BigInt(createdMs),
    changedAtIndex: BigInt(changedAtIndex),
  };
}
