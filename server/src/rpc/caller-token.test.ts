import { Metadata } from "@grpc/grpc-js";
import { describe, expect, test } from "vitest";
import {
  claimedToken,
  clearedCookie,
  freshToken,
  sessionCookie,
  tokenSha256,
} from "./caller-token.ts";

const token = freshToken();
const other = freshToken();

function metadata(headers: Readonly<Record<string, readonly string[]>>): Metadata {
  const made = new Metadata();
  for (const [name, values] of Object.entries(headers))
    for (const value of values) made.add(name, value);
  return made;
}

describe("the session a request claims", () => {
  test.each([
    { what: "a bearer token", headers: { authorization: [`Bearer ${token}`] } },
    { what: "a bearer token in small letters", headers: { authorization: [`bearer  ${token} `] } },
    { what: "a cookie", headers: { cookie: [`__Host-parley=${token}`] } },
    {
      what: "one cookie of several in one value",
      headers: { cookie: [`a=1; __Host-parley=${token}; b=2`] },
    },
    { what: "one of several values", headers: { cookie: ["a=1", `__Host-parley=${token}`] } },
    {
      what: "a token before a cookie",
      headers: { authorization: [`Bearer ${token}`], cookie: [`__Host-parley=${other}`] },
    },
  ])("is read from $what", ({ headers }) => {
    expect(claimedToken(metadata(headers))).toEqual(tokenSha256(token));
  });

  test.each([
    { what: "nothing", headers: {} },
    { what: "another scheme", headers: { authorization: [`Basic ${token}`] } },
    { what: "a token that is too short", headers: { authorization: ["Bearer abc"] } },
    { what: "a token that is too long", headers: { authorization: [`Bearer ${token}x`] } },
    { what: "a cookie of another name", headers: { cookie: [`parley=${token}`] } },
    { what: "an empty cookie", headers: { cookie: ["__Host-parley="] } },
    { what: "rubbish", headers: { cookie: [";;=;__Host-parley"] } },
  ])("is none in $what", ({ headers }) => {
    expect(claimedToken(metadata(headers))).toBeNull();
  });

  test("a fresh token has 256 bits and is never the same", () => {
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(token).not.toBe(other);
  });

  test("the cookie is for this origin and for no script", () => {
    expect(sessionCookie(token)).toBe(
      `__Host-parley=${token}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=2592000`,
    );
    expect(clearedCookie()).toContain("__Host-parley=; ");
    expect(clearedCookie()).toContain("Max-Age=0");
  });
});
