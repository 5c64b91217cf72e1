/** Which verbs go to the leader, and which have a password hashed on the way. */
import type { Verb } from "./transport.ts";

export const WRITES: ReadonlySet<Verb> = new Set<Verb>([
  "createAccount",
  "logIn",
  "logOut",
  "write",
  "writeAccount",
  "changePassword",
  "deleteAccount",
  "resetPassword",
  "issueReset",
  "createInvite",
  "issueBotToken",
]);

export const HASHING: ReadonlySet<Verb> = new Set<Verb>([
  "createAccount",
  "logIn",
  "changePassword",
  "deleteAccount",
  "resetPassword",
]);
