/** Version 3, accounts and sessions. Columns are empty in rows of before: null means what the lack of it meant. */
export const ACCOUNTS_3 = `
ALTER TABLE accounts ADD COLUMN role INTEGER;
ALTER TABLE accounts ADD COLUMN kind INTEGER;
ALTER TABLE accounts ADD COLUMN suspended INTEGER;
ALTER TABLE accounts ADD COLUMN displayName TEXT;
CREATE INDEX accountsRole ON accounts (role) WHERE role IS NOT NULL;

ALTER TABLE sessions ADD COLUMN label TEXT;
CREATE INDEX sessionsAccount ON sessions (accountId);

CREATE TABLE invites (
  id INTEGER PRIMARY KEY,
  tokenSha256 BLOB NOT NULL UNIQUE,
  issuerId INTEGER NOT NULL,
  createdMs INTEGER NOT NULL,
  expiresMs INTEGER NOT NULL,
  usesLeft INTEGER NOT NULL
) STRICT;
CREATE INDEX invitesExpiry ON invites (expiresMs);

CREATE TABLE resets (
  accountId INTEGER PRIMARY KEY,
  tokenSha256 BLOB NOT NULL UNIQUE,
  issuerId INTEGER NOT NULL,
  expiresMs INTEGER NOT NULL
) STRICT;
CREATE INDEX resetsExpiry ON resets (expiresMs);
`;
