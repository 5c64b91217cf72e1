import { create, toBinary } from "@bufbuild/protobuf";
import {
  AccountSchema,
  GetAccountResponseSchema,
  GetSessionResponseSchema,
  ListAccountsResponseSchema,
} from "@parley/proto/es/parley/v1/account_pb.js";
import { LIMITS } from "../../limits.ts";
import type { AccountForLogIn, EncodedReply, Queries } from "../chat-port.ts";
import { foldText } from "../fold-name.ts";
import { parseId } from "../ids.ts";
import { countAllUnread } from "../unread.ts";
import { livingAccount } from "../ranks.ts";
import { accountOf } from "../proto-rows.ts";
import { ChatRefusal } from "../refusal.ts";
import type { AccountRow } from "../rows.ts";
import type { State } from "../state.ts";
import { accountById as rowById, requireCaller } from "./caller.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { checkPageSize } from "./page-size.ts";
import { parseWildcard } from "./wildcard.ts";

/** Longer than any name and its stars. */
const PATTERN_MAX_CHARACTERS = 128;

const SELECT_BY_NAME = "SELECT * FROM accounts WHERE foldedName = ? AND deleted = 0";
const SELECT_DIRECTORY = `
  SELECT * FROM accounts
  WHERE foldedName > ? AND foldedName >= ? AND deleted = 0
  ORDER BY foldedName LIMIT ?`;

export function accountForLogIn(
  state: State,
  { foldedName }: Queries["accountForLogIn"]["request"],
): AccountForLogIn | null {
  const row = state.get<AccountRow>(SELECT_BY_NAME, foldedName);
  return row === undefined ? null : forLogIn(row);
}

/** The caller's own. */
export function ownAccount(
  state: State,
  { caller }: Queries["ownAccount"]["request"],
): AccountForLogIn {
  return forLogIn(requireCaller(state, caller).account);
}

/** Null for one that is deleted or never was. */
export function accountById(
  state: State,
  { accountId }: Queries["accountById"]["request"],
): AccountForLogIn | null {
  const row = livingAccount(state, accountId);
  return row === undefined ? null : forLogIn(row);
}

function forLogIn(row: AccountRow): AccountForLogIn {
  const account = toBinary(AccountSchema, accountOf(row));
  return { accountId: String(row.id), account, passwordHash: row.passwordHash };
}

export function getSession(
  state: State,
  { caller }: Queries["getSession"]["request"],
): EncodedReply {
  const { session, account } = requireCaller(state, caller);
  const response = create(GetSessionResponseSchema, {
    session: {
      account: accountOf(account),
      unread: countAllUnread(state, account.id),
      expiresMs: BigInt(session.expiresMs),
    },
  });
  return toBinary(GetSessionResponseSchema, response);
}

export function getAccount(
  state: State,
  { caller, by }: Queries["getAccount"]["request"],
): EncodedReply {
  requireCaller(state, caller);
  const row =
    "id" in by
      ? rowById(state, parseId(by.id) ?? 0)
      : state.get<AccountRow>(SELECT_BY_NAME, foldText(by.name));
  if (row === undefined) throw new ChatRefusal("NOT_FOUND", "There is no such account.");
  return toBinary(
    GetAccountResponseSchema,
    create(GetAccountResponseSchema, { account: accountOf(row) }),
  );
}

/** Looks at a bounded number of accounts: a page can be short while there is more to look at. */
export function listAccounts(
  state: State,
  request: Queries["listAccounts"]["request"],
): EncodedReply {
  requireCaller(state, request.caller);
  const pageSize = checkPageSize(request.pageSize);
  const after = decodeCursor("accounts", request.cursor);
  if (request.pattern.length > PATTERN_MAX_CHARACTERS) {
    throw new ChatRefusal(
      "INVALID",
      `A pattern has at most ${PATTERN_MAX_CHARACTERS} characters.`,
      "pattern",
    );
  }
  const wildcard = parseWildcard(request.pattern === "" ? "*" : foldText(request.pattern));
  const accounts: AccountRow[] = [];
  let looked = 0;
  let last = "";
  let isEnd = true;
  for (const row of state.iterate<AccountRow>(
    SELECT_DIRECTORY,
    after,
    wildcard.prefix,
    LIMITS.directoryScanRows,
  )) {
    if (!row.foldedName.startsWith(wildcard.prefix)) break;
    if (accounts.length === pageSize) {
      isEnd = false;
      break;
    }
    looked += 1;
    last = row.foldedName;
    if (wildcard.matches(row.foldedName)) accounts.push(row);
  }
  const isLast = isEnd && looked < LIMITS.directoryScanRows;
  const response = create(ListAccountsResponseSchema, {
    accounts: accounts.map(accountOf),
    nextCursor: isLast ? "" : encodeCursor("accounts", last),
  });
  return toBinary(ListAccountsResponseSchema, response);
}
