/**
 * What people and administrators ask about accounts, sessions, invites and bots. account-client.ts
 * carries them. A page asks all but those of bots and of the export.
 */
import type {
  Account,
  AccountRole,
  Conversation,
  Message,
  Session,
  WriteAnswer,
  WriteKey,
} from "./model.ts";

/** Rows that AccountClient writes. They wait in no outbox: nobody is suspended by a page that was asleep for days. */
export type AccountOperation =
  | { readonly kind: "setProfile"; readonly displayName: string }
  | {
      readonly kind: "endSession";
      readonly sessionId: string;
      /** The bot whose token it is; empty: the caller's own. */
      readonly accountId: string;
    }
  | { readonly kind: "endOtherSessions" }
  | { readonly kind: "setAccountRole"; readonly accountId: string; readonly role: AccountRole }
  | { readonly kind: "suspendAccount"; readonly accountId: string; readonly suspended: boolean }
  | { readonly kind: "createBot"; readonly name: string }
  | { readonly kind: "revokeInvite"; readonly inviteId: string }
  | { readonly kind: "setSignUp"; readonly isByInvite: boolean };

export interface AccountRow {
  readonly key: WriteKey;
  readonly operation: AccountOperation;
}

/** One sign-in, or one token of a bot. */
export interface SessionInfo {
  /** Names the session and opens nothing. */
  readonly id: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly label: string;
  /** The one that asks. */
  readonly current: boolean;
}

export interface Invite {
  readonly id: string;
  readonly issuerId: string;
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly usesLeft: number;
}

export interface SignUpRules {
  readonly isByInvite: boolean;
  /** The invite that was asked about can be used now. */
  readonly isInviteValid: boolean;
  readonly inviteExpiresMs: number;
}

/** Part of everything: pages of conversations come first, then pages of messages, each true at its own index. */
export interface ExportPage {
  /** In a page of messages: those of the messages. */
  readonly conversations: readonly Conversation[];
  /** In the order of the log. */
  readonly messages: readonly Message[];
  /** Every creator, peer and author. */
  readonly accounts: readonly Account[];
  /** Empty: that was all. */
  readonly nextCursor: string;
  readonly index: number;
  readonly clusterId: string;
}

interface Keyed {
  readonly key: WriteKey;
}

export interface AccountCalls {
  /** A write of account rows: the same method as `write`. */
  writeAccount: {
    request: { readonly rows: readonly AccountRow[] };
    answer: { readonly index: number; readonly answers: readonly WriteAnswer[] };
  };
  changePassword: {
    request: Keyed & { readonly oldPassword: string; readonly newPassword: string };
    answer: { readonly index: number; readonly endedSessions: number };
  };
  deleteAccount: {
    request: Keyed & { readonly password: string };
    answer: { readonly index: number };
  };
  resetPassword: {
    request: Keyed & {
      readonly reset: string;
      readonly newPassword: string;
      readonly label: string;
    };
    answer: { readonly session: Session; readonly index: number };
  };
  listSessions: { request: Record<never, never>; answer: readonly SessionInfo[] };
  getSignUp: { request: { readonly invite: string }; answer: SignUpRules };
  issueReset: {
    request: Keyed & { readonly accountId: string };
    answer: { readonly reset: string; readonly expiresMs: number };
  };
  createInvite: {
    request: Keyed & {
      /** 1 to 1000; 0 means 1. */
      readonly uses: number;
      /** At most 30 days; 0 means 7. */
      readonly validMs: number;
    };
    answer: { readonly invite: Invite; readonly secret: string };
  };
  listInvites: { request: Record<never, never>; answer: readonly Invite[] };
  issueBotToken: {
    request: Keyed & {
      readonly accountId: string;
      readonly label: string;
      /** At most 366 days; 0 means that many. */
      readonly validMs: number;
    };
    answer: { readonly token: string; readonly session: SessionInfo };
  };
  listBotTokens: {
    request: { readonly accountId: string };
    answer: readonly SessionInfo[];
  };
  exportAll: {
    request: {
      /** 1 to 200; 0 means 50. */
      readonly pageSize: number;
      /** From the previous page; opaque. */
      readonly cursor: string;
    };
    answer: ExportPage;
  };
}

export type AccountVerb = keyof AccountCalls;
export type PageAccountVerb = Exclude<AccountVerb, "issueBotToken" | "listBotTokens" | "exportAll">;
