import { create, toBinary } from "@bufbuild/protobuf";
import {
  ListSessionsResponseSchema,
  SessionInfoSchema,
  type SessionInfo,
} from "@parley/proto/es/parley/v1/account_pb.js";
import {
  InviteSchema,
  ListBotTokensResponseSchema,
  ListInvitesResponseSchema,
} from "@parley/proto/es/parley/v1/admin_pb.js";
import { LIMITS } from "../../limits.ts";
import type { EncodedReply, Queries, SignUpReply } from "../chat-port.ts";
import { findInvite, findReset, isInviteOnly } from "../links.ts";
import { livingAccount } from "../ranks.ts";
import { ChatRefusal } from "../refusal.ts";
import { isAnswerOfRow } from "../result.ts";
import { BOT, type InviteRow, type SessionRow } from "../rows.ts";
import { sessionIdOf, sessionsOf } from "../sessions.ts";
import type { State } from "../state.ts";
import { requireAdmin, requireCaller } from "./caller.ts";

const SELECT_ANY = "SELECT 1 FROM accounts LIMIT 1";
const SELECT_INVITES = "SELECT * FROM invites WHERE expiresMs > ? ORDER BY id DESC LIMIT ?";

export function listSessions(
  state: State,
  { caller }: Queries["listSessions"]["request"],
): EncodedReply {
  const { session, account } = requireCaller(state, caller);
  const sessions = infosOf(state, account.id, caller.time, session);
  return toBinary(ListSessionsResponseSchema, create(ListSessionsResponseSchema, { sessions }));
}

export function listBotTokens(
  state: State,
  { caller, accountId }: Queries["listBotTokens"]["request"],
): EncodedReply {
  requireAdmin(state, caller);
  const bot = livingAccount(state, accountId);
  if (bot === undefined || bot.kind !== BOT)
    throw new ChatRefusal("NOT_FOUND", "There is no such bot.", "account_id");
  const tokens = infosOf(state, bot.id, caller.time, null);
  return toBinary(ListBotTokensResponseSchema, create(ListBotTokensResponseSchema, { tokens }));
}

export function listInvites(
  state: State,
  { caller }: Queries["listInvites"]["request"],
): EncodedReply {
  requireAdmin(state, caller);
  const rows = state.all<InviteRow>(SELECT_INVITES, caller.time, LIMITS.invites);
  const usable = rows.filter(
    (row) => findInvite(state, row.tokenSha256, caller.time) !== undefined,
  );
  const invites = usable.map((row) =>
    create(InviteSchema, {
      id: String(row.id),
      issuerId: String(row.issuerId),
      createdMs: BigInt(row.createdMs),
      expiresMs: BigInt(row.expiresMs),
      usesLeft: row.usesLeft,
    }),
  );
  return toBinary(ListInvitesResponseSchema, create(ListInvitesResponseSchema, { invites }));
}

/** What somebody who has no account yet may know. */
export function signUpRules(
  state: State,
  { inviteSha256, time }: Queries["signUpRules"]["request"],
): SignUpReply {
  const invite = inviteSha256 === null ? undefined : findInvite(state, inviteSha256, time);
  const isFirst = state.get(SELECT_ANY) === undefined;
  const isByInvite = isInviteOnly(state) && !isFirst;
  return { isByInvite, inviteExpiresMs: invite?.expiresMs ?? null };
}

export function isResetValid(
  state: State,
  { resetSha256, time }: Queries["isResetValid"]["request"],
): boolean {
  return findReset(state, resetSha256, time) !== undefined;
}

/** What a command under this key came to, as long as that is remembered. */
export function answerOf(
  state: State,
  { userId, clientId, seq }: Queries["answerOf"]["request"],
): EncodedReply | null {
  const key = { clientId, seq, bornMs: 0, ackUpto: 0 };
  const stored = state.ledger.answer(userId, key);
  return stored === undefined || isAnswerOfRow(stored) ? null : stored;
}

function infosOf(
  state: State,
  accountId: number,
  time: number,
  current: SessionRow | null,
): SessionInfo[] {
  const currentId = current === null ? "" : sessionIdOf(current);
  return sessionsOf(state, accountId)
    .filter(({ expiresMs }) => expiresMs > time)
    .slice(0, LIMITS.sessionsPerAccount)
    .map((row) => infoOf(row, sessionIdOf(row) === currentId));
}

function infoOf(row: SessionRow, current: boolean): SessionInfo {
  return create(SessionInfoSchema, {
    id: sessionIdOf(row),
    createdMs: BigInt(row.createdMs),
    expiresMs: BigInt(row.expiresMs),
    label: row.label ?? "",
    current,
  });
}
