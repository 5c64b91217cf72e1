/**
 * How long to wait before the next try (product.md 4.2), and whether a failure may be tried again soon.
 * Pure: `random` is a number in [0, 1) that the caller drew.
 */

/** An election takes about this long; a steady fast rhythm within it finds the new leader soonest. */
export const ELECTION_FAST_MS = 1_000;
export const ELECTION_JITTER_MS = 50;
export const RETRY_CAP_MS = 1_000;
export const STREAM_BASE_MS = 250;
export const STREAM_CAP_MS = 5_000;
export const STREAM_FIRST_MS = 100;
/** While the browser claims to be offline, try rarely: the claim may be wrong, as on a machine that serves itself. */
export const OFFLINE_TRY_MS = 5_000;
/** A stream that lived this long has earned a fresh count. */
export const STREAM_PROVEN_MS = 10_000;

/** 0 to 50 ms within the first second of trouble, then full jitter doubling up to 1 s. `slowTries` counts from 0. */
export function electionBackoffMs(troubleMs: number, slowTries: number, random: number): number {
  if (troubleMs < ELECTION_FAST_MS) return random * ELECTION_JITTER_MS;
  return random * Math.min(RETRY_CAP_MS, ELECTION_JITTER_MS * 2 ** Math.min(slowTries + 1, 10));
}

/** The live stream: `failures` in a row, from 1. The first only changes the node. */
export function streamBackoffMs(failures: number, random: number): number {
  if (failures <= 1) return random * STREAM_FIRST_MS;
  return random * Math.min(STREAM_CAP_MS, STREAM_BASE_MS * 2 ** Math.min(failures - 1, 10));
}

/** A busy server's own word, else 100 ms doubling. `inRow` counts from 1. */
export function busyBackoffMs(retryMs: number, inRow: number): number {
  if (retryMs > 0) return retryMs;
  return Math.min(RETRY_CAP_MS, 100 * 2 ** Math.min(inRow - 1, 10));
}

/** Tokens keep a storm of retries from becoming the outage. Elections and redirects cost none. */
export interface RetryTokens {
  /** Tenths, so that sums stay exact. */
  readonly tenths: number;
}

export const FULL_TOKENS: RetryTokens = { tenths: 100 };
const SCARCE_TENTHS = 50;

export function spendToken(tokens: RetryTokens): RetryTokens {
  return { tenths: Math.max(0, tokens.tenths - 10) };
}

export function earnToken(tokens: RetryTokens): RetryTokens {
  return { tenths: Math.min(FULL_TOKENS.tenths, tokens.tenths + 1) };
}

/** With five tokens or fewer a retry that costs one waits the cap. */
export function tokenDelayMs(tokens: RetryTokens, delayMs: number): number {
  return tokens.tenths <= SCARCE_TENTHS ? Math.max(delayMs, RETRY_CAP_MS) : delayMs;
}
