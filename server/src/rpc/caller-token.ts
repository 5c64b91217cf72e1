/** Which session a request claims: a bearer token of a program, or the cookie of a browser. */
import { createHash, randomBytes } from "node:crypto";
import type { Metadata } from "@grpc/grpc-js";
import { LIMITS } from "../limits.ts";

/** 256 random bits, base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const TOKEN_BYTES = 32;
/** The prefix makes browsers insist on Secure, Path=/ and no Domain. */
const COOKIE_NAME = "__Host-parley";
const BEARER = /^bearer +/i;

export function freshToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** All that the state ever knows of a token. */
export function tokenSha256(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}

/** sha256 of the token; null when the request claims no session. */
export function claimedToken(metadata: Metadata): Uint8Array | null {
  const token = bearerToken(metadata) ?? cookieToken(metadata);
  return token === null || !TOKEN.test(token) ? null : tokenSha256(token);
}

export function sessionCookie(token: string): string {
  return cookie(token, Math.floor(LIMITS.sessionAgeMs / 1000));
}

export function clearedCookie(): string {
  return cookie("", 0);
}

function cookie(value: string, maxAgeSeconds: number): string {
  return `${COOKIE_NAME}=${value}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
}

function bearerToken(metadata: Metadata): string | null {
  const [value] = metadata.get("authorization");
  if (typeof value !== "string" || !BEARER.test(value)) return null;
  return value.replace(BEARER, "").trim();
}

/** Cookies may come as several values and as several in one (envoyproxy/envoy #32319). */
function cookieToken(metadata: Metadata): string | null {
  const pairs = metadata.get("cookie").flatMap((value) => String(value).split(";"));
  for (const pair of pairs) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === COOKIE_NAME && value !== undefined) return value;
  }
  return null;
}
