/** Sessions: a sha256 of a token, an account, an end. The token itself is never here. */
import { LIMITS } from "../limits.ts";
import type { SessionRow } from "./rows.ts";
import type { State } from "./state.ts";

const TOKEN_SHA256_BYTES = 32;
const SESSION_ID_BYTES = 12;

const SELECT_SESSION = "SELECT * FROM sessions WHERE tokenSha256 = ?";
const SELECT_BY_KEY = "SELECT * FROM sessions WHERE clientId = ? AND clientSeq = ?";
const SELECT_OF_ACCOUNT =
  "SELECT * FROM sessions WHERE accountId = ? ORDER BY createdMs DESC, tokenSha256";
const SELECT_EXPIRED =
  "SELECT * FROM sessions WHERE expiresMs <= ? ORDER BY expiresMs, tokenSha256 LIMIT ?";

/** The session that is alive at `time`. */
export function findSession(
  state: State,
  tokenSha256: Uint8Array,
  time: number,
): SessionRow | undefined {
  const row = state.sessions.find(SELECT_SESSION, tokenSha256);
  return row === undefined || row.expiresMs <= time ? undefined : row;
}

/** A session can be made under this hash: it is one, and it belongs to no other key. */
export function isFreshToken(state: State, tokenSha256: Uint8Array, key: SessionKey): boolean {
  if (tokenSha256.length !== TOKEN_SHA256_BYTES) return false;
  const row = state.sessions.find(SELECT_SESSION, tokenSha256);
  return row === undefined || (row.clientId === key.clientId && row.clientSeq === key.seq);
}

interface SessionKey {
  readonly clientId: string;
  readonly seq: number;
}

export interface NewSession {
  readonly tokenSha256: Uint8Array;
  readonly accountId: number;
  readonly key: SessionKey;
  readonly time: number;
  readonly label?: string;
  readonly ageMs?: number;
}

/** Replaces the session that the same key made before. Returns when it ends. */
export function openSession(state: State, session: NewSession): number {
  const { tokenSha256, accountId, key, time, ageMs = LIMITS.sessionAgeMs } = session;
  const earlier = state.get<SessionRow>(SELECT_BY_KEY, key.clientId, key.seq);
  const expiresMs = time + ageMs;
  const label = labelOf(session.label);
  if (earlier !== undefined && isSameToken(earlier.tokenSha256, tokenSha256)) {
    state.sessions.update(earlier, { accountId, createdMs: time, expiresMs, label });
    return expiresMs;
  }
  if (earlier !== undefined) state.sessions.delete(earlier);
  // Level 1 knew no bound.
  if (state.level >= 2) makeRoom(state, accountId);
  state.sessions.insert({
    tokenSha256,
    accountId,
    clientId: key.clientId,
    clientSeq: key.seq,
    createdMs: time,
    expiresMs,
    label,
  });
  return expiresMs;
}

function isSameToken(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, at) => byte === other[at]);
}

function labelOf(label: string | undefined): string | null {
  return label === undefined || label === "" ? null : label.slice(0, LIMITS.labelCharacters * 2);
}

/** The oldest ends where there would be too many. */
function makeRoom(state: State, accountId: number): void {
  for (const row of sessionsOf(state, accountId).slice(LIMITS.sessionsPerAccount - 1))
    state.sessions.delete(row);
}

/** The newest first, those that have expired among them. */
export function sessionsOf(state: State, accountId: number): SessionRow[] {
  return state.all<SessionRow>(SELECT_OF_ACCOUNT, accountId);
}

/** Names a session to its owner and opens nothing: a part of the hash of what does. */
export function sessionIdOf({ tokenSha256 }: Pick<SessionRow, "tokenSha256">): string {
  return Buffer.from(tokenSha256.subarray(0, SESSION_ID_BYTES)).toString("hex");
}

/** All sessions of an account but the one excepted; returns how many. */
export function endSessionsOf(state: State, accountId: number, except?: Uint8Array): number {
  const ended = sessionsOf(state, accountId).filter(
    ({ tokenSha256 }) => except === undefined || !isSameToken(tokenSha256, except),
  );
  for (const row of ended) state.sessions.delete(row);
  return ended.length;
}

export function endSession(state: State, tokenSha256: Uint8Array): void {
  const row = state.sessions.find(SELECT_SESSION, tokenSha256);
  if (row !== undefined) state.sessions.delete(row);
}

/** Removes what has expired by `time`, at most a bounded number. */
export function purgeSessions(state: State, time: number): void {
  for (const row of state.all<SessionRow>(SELECT_EXPIRED, time, LIMITS.purgeRows)) {
    state.sessions.delete(row);
  }
}
