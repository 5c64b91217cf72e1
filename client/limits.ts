/** The few numbers a client checks before it sends; equal to server/src/limits.ts (a test compares them). */
export const CLIENT_LIMITS = {
  /** Account and room names, in characters (code points). */
  nameCharacters: 32,
  passwordMinCharacters: 8,
  passwordMaxCharacters: 256,
  /** One message's text, in bytes of UTF-8. */
  textBytes: 16 * 1024,
  topicCharacters: 250,
  /** One reaction's emoji, in characters. */
  emojiCharacters: 32,
  /** Messages that one readMessages marks and brings, and their texts in bytes. */
  readRows: 100,
  readTextBytes: 32 * 1024,
  pageDefaultRows: 50,
  pageMaxRows: 200,
  batchRows: 64,
  batchBytes: 64 * 1024,
  storedAnswers: 256,
  keyAgeMs: 7 * 24 * 3600 * 1000,
  /** Longest one attempt may ask for. */
  callMs: 15_000,
} as const;

/** Rows of this age are held for a person's word, a day before their key would expire. */
export const HOLD_AFTER_MS = 6 * 24 * 3600 * 1000;
