/**
 * The tables of state.db. What is here and counted is the replicated state: a function of the log alone.
 * `applied` is not counted in the state hash, because it holds it; nor are `notes` and `checks`, which remember it.
 */
import type Database from "better-sqlite3";
import type * as Rows from "./rows.ts";

/** Kept in `user_version`. A file with another number is not opened. */
export const SCHEMA_VERSION = 2;

export interface TableSpec<Row> {
  readonly name: string;
  readonly columns: readonly (keyof Row & string)[];
  readonly key: readonly (keyof Row & string)[];
}

const SCHEMA = `
CREATE TABLE applied (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  appliedIndex INTEGER NOT NULL,
  time INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  foldedName TEXT NOT NULL UNIQUE,
  passwordHash TEXT NOT NULL,
  createdMs INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  changedAtIndex INTEGER NOT NULL
) STRICT;
CREATE INDEX accountsChanged ON accounts (changedAtIndex);

CREATE TABLE sessions (
  tokenSha256 BLOB PRIMARY KEY,
  accountId INTEGER NOT NULL,
  clientId TEXT NOT NULL,
  clientSeq INTEGER NOT NULL,
  createdMs INTEGER NOT NULL,
  expiresMs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessionsKey ON sessions (clientId, clientSeq);
CREATE INDEX sessionsExpiry ON sessions (expiresMs);

CREATE TABLE conversations (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name TEXT,
  foldedName TEXT UNIQUE,
  lowId INTEGER,
  highId INTEGER,
  createdMs INTEGER NOT NULL,
  memberCount INTEGER NOT NULL,
  changedAtIndex INTEGER NOT NULL,
  UNIQUE (lowId, highId)
) STRICT;

CREATE TABLE members (
  accountId INTEGER NOT NULL,
  conversationId INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  visibleFromSeq INTEGER NOT NULL,
  readEpoch INTEGER NOT NULL,
  readSeq INTEGER NOT NULL,
  changedAtIndex INTEGER NOT NULL,
  PRIMARY KEY (accountId, conversationId)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  conversationId INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  authorId INTEGER NOT NULL,
  text TEXT NOT NULL,
  sentMs INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  clientId TEXT NOT NULL,
  clientSeq INTEGER NOT NULL,
  changedAtIndex INTEGER NOT NULL
) STRICT;
-- With author and deletion in it, unread messages are counted without touching a row.
CREATE INDEX messagesPlace ON messages (conversationId, seq, authorId, deleted);
-- A repeat finds the first message, even when everything else about its key has expired.
CREATE UNIQUE INDEX messagesKey ON messages (authorId, clientId, clientSeq);
CREATE INDEX messagesChanged ON messages (conversationId, changedAtIndex);

CREATE TABLE clients (
  userId INTEGER NOT NULL,
  clientId TEXT NOT NULL,
  expiresMs INTEGER NOT NULL,
  highestSeq INTEGER NOT NULL,
  ackUpto INTEGER NOT NULL,
  stored TEXT NOT NULL,
  PRIMARY KEY (userId, clientId)
) STRICT, WITHOUT ROWID;
CREATE INDEX clientsExpiry ON clients (expiresMs);

CREATE TABLE answers (
  userId INTEGER NOT NULL,
  clientId TEXT NOT NULL,
  seq INTEGER NOT NULL,
  answer BLOB NOT NULL,
  PRIMARY KEY (userId, clientId, seq)
) STRICT, WITHOUT ROWID;
`;

export const TABLES_SINCE_2: readonly string[] = ["notes", "checks"];

/** From version 2 on: what state-notes.ts keeps. */
const NOTES = `
CREATE TABLE notes (atIndex INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
CREATE TABLE checks (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  checkedIndex INTEGER NOT NULL,
  agreedIndex INTEGER NOT NULL
) STRICT;
INSERT INTO checks VALUES (1, 0, 0);
`;

export const SETTINGS: TableSpec<Rows.SettingRow> = {
  name: "settings",
  columns: ["name", "value"],
  key: ["name"],
};

export const ACCOUNTS: TableSpec<Rows.AccountRow> = {
  name: "accounts",
  columns: ["id", "name", "foldedName", "passwordHash", "createdMs", "deleted", "changedAtIndex"],
  key: ["id"],
};

export const SESSIONS: TableSpec<Rows.SessionRow> = {
  name: "sessions",
  columns: ["tokenSha256", "accountId", "clientId", "clientSeq", "createdMs", "expiresMs"],
  key: ["tokenSha256"],
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
  ],
  key: ["id"],
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
}[] = [SETTINGS, ACCOUNTS, SESSIONS, CONVERSATIONS, MEMBERS, MESSAGES, CLIENTS, ANSWERS];

/** Opens, makes or completes the tables. Throws a sentence when the file is of another version. */
export function prepareSchema(db: Database.Database): void {
  db.pragma("journal_mode = WAL");
  // The log is the truth: after a loss of power the last transactions are applied again.
  db.pragma("synchronous = NORMAL");
  db.pragma("wal_autocheckpoint = 0");
  db.pragma("temp_store = MEMORY");
  const version = db.pragma("user_version", { simple: true });
  if (version === SCHEMA_VERSION) return;
  if (version !== 0 && version !== 1) {
    throw new Error(
      `state.db has schema ${String(version)}, this program knows ${SCHEMA_VERSION}.`,
    );
  }
  db.transaction(() => {
    if (version === 0) {
      db.exec(SCHEMA);
      db.prepare("INSERT INTO applied VALUES (1, 0, 0, ?)").run(new Uint8Array(16));
    }
    db.exec(NOTES);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  })();
}
