/** Version 3, conversations and messages. Columns are empty in rows of before: null means what the lack of it meant. */
export const CONVERSATIONS_3 = `
ALTER TABLE conversations ADD COLUMN isPrivate INTEGER;
ALTER TABLE conversations ADD COLUMN topic TEXT;
ALTER TABLE conversations ADD COLUMN archived INTEGER;
ALTER TABLE conversations ADD COLUMN creatorId INTEGER;
ALTER TABLE conversations ADD COLUMN memberSet TEXT;
CREATE UNIQUE INDEX conversationsSet ON conversations (memberSet) WHERE memberSet IS NOT NULL;

ALTER TABLE members ADD COLUMN notificationLevel INTEGER;
ALTER TABLE members ADD COLUMN seenSeq INTEGER;
CREATE INDEX membersConversation ON members (conversationId, accountId);

ALTER TABLE messages ADD COLUMN editedMs INTEGER;
ALTER TABLE messages ADD COLUMN version INTEGER;
ALTER TABLE messages ADD COLUMN replyToId INTEGER;
ALTER TABLE messages ADD COLUMN reactions TEXT;
ALTER TABLE messages ADD COLUMN mentions TEXT;

CREATE TABLE mentions (
  accountId INTEGER NOT NULL,
  conversationId INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  authorId INTEGER NOT NULL,
  PRIMARY KEY (accountId, conversationId, seq)
) STRICT, WITHOUT ROWID;
`;
