/**
 * Version 4: what the search of each node reads to follow edits, deletions and reactions. Holds no message that is as it was
 * made (an id is its index times 64, ids.ts), so that sending one costs nothing here.
 */
export const SEARCH_4 = `
CREATE INDEX messagesAltered ON messages (changedAtIndex) WHERE changedAtIndex > id / 64;
`;
