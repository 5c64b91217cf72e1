/**
 * The schema of state.db, one step a version: what is new against the version before. A step that was released is never
 * changed; a table that is new, and a column that is new and empty, leave the state hash as it was (table.ts).
 */
import { ACCOUNTS_3 } from "./schema-3-accounts.ts";
import { CONVERSATIONS_3 } from "./schema-3-conversations.ts";
import { SEARCH_4 } from "./schema-4-search.ts";

const FIRST = `
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

INSERT INTO applied VALUES (1, 0, 0, zeroblob(16));
`;

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

/** Step n makes version n of version n - 1. */
export const SCHEMA_STEPS: readonly string[] = [
  FIRST,
  NOTES,
  ACCOUNTS_3 + CONVERSATIONS_3,
  SEARCH_4,
];
