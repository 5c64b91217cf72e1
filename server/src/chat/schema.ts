/**
 * The tables of state.db. What is here and counted is the replicated state: a function of the log alone.
 * `applied` is not counted in the state hash, because it holds it; nor are `notes` and `checks`, which remember it.
 */
import type Database from "better-sqlite3";
import type * as Rows from "./rows.ts";
import { SCHEMA_STEPS } from "./schema-steps.ts";

/** Kept in `user_version`. A file of an older version is completed, one of a newer is not opened. */
export const SCHEMA_VERSION = SCHEMA_STEPS.length;

export interface TableSpec<Row> {
  readonly name: string;
  readonly columns: readonly (keyof Row & string)[];
  readonly key: readonly (keyof Row & string)[];
}

export const SETTINGS: TableSpec<Rows.SettingRow> = {
  name: "settings",
  columns: ["name", "value"],
  key: ["name"],
};

export const ACCOUNTS: TableSpec<Rows.AccountRow> = {
  name: "accounts",
  columns: [
    "id",
    "name",
    "foldedName",
    "passwordHash",
    "createdMs",
    "deleted",
    "changedAtIndex",
    "role",
    "kind",
    "suspended",
    "displayName",
  ],
  key: ["id"],
};

export const SESSIONS: TableSpec<Rows.SessionRow> = {
  name: "sessions",
  columns: ["tokenSha256", "accountId", "clientId", "clientSeq", "createdMs", "expiresMs", "label"],
  key: ["tokenSha256"],
};

export const INVITES: TableSpec<Rows.InviteRow> = {
  name: "invites",
  columns: ["id", "tokenSha256", "issuerId", "createdMs", "expiresMs", "usesLeft"],
  key: ["id"],
};

export const RESETS: TableSpec<Rows.ResetRow> = {
  name: "resets",
  columns: ["accountId", "tokenSha256", "issuerId", "expiresMs"],
  key: ["accountId"],
};

export const CONVERSATIONS: TableSpec<Rows.ConversationRow> = {
  name: "conversations",
  columns: [
    "id",
    "kind",
    "name",
    "foldedName",
    "lowId",
    "highId",
    "createdMs",
    "memberCount",
    "changedAtIndex",
    "isPrivate",
    "topic",
    "archived",
    "creatorId",
    "memberSet",
  ],
  key: ["id"],
};

export const MEMBERS: TableSpec<Rows.MemberRow> = {
  name: "members",
  columns: [
    "accountId",
    "conversationId",
    "removed",
    "visibleFromSeq",
    "readEpoch",
    "readSeq",
    "changedAtIndex",
    "notificationLevel",
    "seenSeq",
  ],
  key: ["accountId", "conversationId"],
};

export const MESSAGES: TableSpec<Rows.MessageRow> = {
  name: "messages",
  columns: [
    "id",
    "conversationId",
    "seq",
    "authorId",
    "text",
    "sentMs",
    "deleted",
    "clientId",
    "clientSeq",
    "changedAtIndex",
    "editedMs",
    "version",
    "replyToId",
    "reactions",
    "mentions",
  ],
  key: ["id"],
};

export const MENTIONS: TableSpec<Rows.MentionRow> = {
  name: "mentions",
  columns: ["accountId", "conversationId", "seq", "authorId"],
  key: ["accountId", "conversationId", "seq"],
};

export const CLIENTS: TableSpec<Rows.ClientRow> = {
  name: "clients",
  columns: ["userId", "clientId", "expiresMs", "highestSeq", "ackUpto", "stored"],
  key: ["userId", "clientId"],
};

export const ANSWERS: TableSpec<Rows.AnswerRow> = {
  name: "answers",
  columns: ["userId", "clientId", "seq", "answer"],
  key: ["userId", "clientId", "seq"],
};

/** Every table that the state hash covers. */
export const COUNTED_TABLES: readonly {
  readonly name: string;
  readonly columns: readonly string[];
}[] = [
  SETTINGS,
  ACCOUNTS,
  SESSIONS,
  CONVERSATIONS,
  MEMBERS,
  MESSAGES,
  CLIENTS,
  ANSWERS,
  INVITES,
  RESETS,
  MENTIONS,
];

/** Opens, makes or completes the tables; for reading only, they are complete. Throws a sentence when the file is of a later version. */
export function prepareSchema(db: Database.Database): void {
  if (!db.readonly) setUp(db);
  completeSchema(db, SCHEMA_VERSION);
}

function setUp(db: Database.Database): void {
  db.pragma("journal_mode = WAL");
  // The log is the truth: after a loss of power the last transactions are applied again.
  db.pragma("synchronous = NORMAL");
  db.pragma("wal_autocheckpoint = 0");
  db.pragma("temp_store = MEMORY");
}

/** Takes every step that is missing up to `version`: of a new file as of an old one, so that both come out word for word alike. */
export function completeSchema(db: Database.Database, version: number): void {
  const found = Number(db.pragma("user_version", { simple: true }));
  if (found === version) return;
  if (!(found >= 0 && found < version)) {
    throw new Error(`state.db has schema ${found}, this program knows ${version}.`);
  }
  db.transaction(() => {
    for (const step of SCHEMA_STEPS.slice(found, version)) db.exec(step);
    db.pragma(`user_version = ${version}`);
  })();
}
