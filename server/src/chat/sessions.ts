/** Sessions: a sha256 of a token, an account, an end. The token itself is never here. */
import { LIMITS } from "../limits.ts";
import type { SessionRow } from "./rows.ts";
import type { State } from "./state.ts";

const TOKEN_SHA256_BYTES = 32;

const SELECT_SESSION = "SELECT * FROM sessions WHERE tokenSha256 = ?";
const SELECT_BY_KEY = "SELECT * FROM sessions WHERE clientId = ? AND clientSeq = ?";
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

/** Replaces the session that the same key made before. Returns when it ends. */
export function openSession(
  state: State,
  session: { tokenSha256: Uint8Array; accountId: number; key: SessionKey; time: number },
): number {
  const { tokenSha256, accountId, key, time } = session;
  const earlier = state.get<SessionRow>(SELECT_BY_KEY, key.clientId, key.seq);
  const expiresMs = time + LIMITS.sessionAgeMs;
  if (earlier !== undefined && isSameToken(earlier.tokenSha256, tokenSha256)) {
    state.sessions.update(earlier, { accountId, createdMs: time, expiresMs });
    return expiresMs;
  }
  if (earlier !== undefined) state.sessions.delete(earlier);
  state.sessions.insert({
    tokenSha256,
    accountId,
    clientId: key.clientId,
    clientSeq: key.seq,
    createdMs: time,
    expiresMs,
    label: null,
  });
  return expiresMs;
}

function isSameToken(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, at) => byte === other[at]);
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
