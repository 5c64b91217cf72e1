import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, Scenario, START_MS, tokenOf, type CommandKind } from "../scenario.ts";

function signUp(change: Record<string, unknown> = {}): CommandKind {
  const value = {
    key: keyOf("page", 1),
    name: "Ann",
    foldedName: "ann",
    passwordHash: "hash",
    tokenSha256: tokenOf("first"),
    ...change,
  };
  return { case: "createAccount", value };
}

const HUGE_SEQ = { ...keyOf("page", 1), seq: 2n ** 64n - 1n };
const OLD_KEY = keyOf("page", 1, { born: START_MS - LIMITS.keyAgeMs });
const FUTURE_KEY = keyOf("page", 1, { born: START_MS + LIMITS.keyAgeMs });

const noSession = { tokenSha256: tokenOf("second"), time: START_MS };

describe("createAccount", () => {
  it("makes an account and a session that ends by log time", () => {
    const scenario = new Scenario();
    const result = scenario.apply(signUp());
    const expiresMs = BigInt(START_MS + LIMITS.sessionAgeMs);
    expect(result).toMatchObject({
      case: "accountCreated",
      value: { accountId: "64", repeated: false, createdMs: BigInt(START_MS), expiresMs },
    });
    const session = (time: number) =>
      scenario.core.query("sessionByToken", { tokenSha256: tokenOf("first"), time });
    expect(session(Number(expiresMs) - 1)).toEqual({
      accountId: "64",
      name: "Ann",
      expiresMs: Number(expiresMs),
    });
    expect(session(Number(expiresMs))).toBeNull();
  });

  it("says so when it is repeated, and makes neither account nor session", () => {
    const scenario = new Scenario();
    const first = scenario.apply(signUp());
    const repeat = scenario.apply(signUp({ tokenSha256: tokenOf("second") }));
    expect(repeat).toMatchObject({
      case: "accountCreated",
      value: { accountId: "64", repeated: true },
    });
    expect(first).not.toEqual(repeat);
    expect(scenario.core.query("sessionByToken", noSession)).toBeNull();
  });

  it("refuses a taken name, and gives a repeat the same answer", () => {
    const scenario = new Scenario();
    scenario.signUp("Ann");
    const taken = { case: "refused", value: { reason: "TAKEN", field: "name" } };
    expect(scenario.apply(signUp())).toMatchObject(taken);
    expect(scenario.apply(signUp({ name: "Zoe", foldedName: "zoe" }))).toMatchObject(taken);
    expect(scenario.core.query("accountForLogIn", { foldedName: "zoe" })).toBeNull();
  });

  it.each([
    { what: "an empty name", change: { name: "" }, reason: "INVALID", field: "name" },
    { what: "a bell in the name", change: { name: "a\u0007" }, reason: "INVALID", field: "name" },
    { what: "no folded name", change: { foldedName: "" }, reason: "INVALID", field: "name" },
    { what: "a long name", change: { name: "x".repeat(33) }, reason: "INVALID", field: "name" },
    { what: "no hash", change: { passwordHash: "" }, reason: "INVALID", field: "password" },
    {
      what: "a short token",
      change: { tokenSha256: new Uint8Array(31) },
      reason: "INVALID",
      field: "token",
    },
    { what: "no key", change: { key: undefined }, reason: "INVALID", field: "key" },
    { what: "no client id", change: { key: keyOf("", 1) }, reason: "INVALID", field: "key" },
    { what: "seq 0", change: { key: keyOf("page", 0) }, reason: "INVALID", field: "key" },
    { what: "a huge seq", change: { key: HUGE_SEQ }, reason: "INVALID", field: "key" },
    { what: "an old key", change: { key: OLD_KEY }, reason: "KEY_EXPIRED", field: "" },
    { what: "a key of the future", change: { key: FUTURE_KEY }, reason: "KEY_EXPIRED", field: "" },
  ])("refuses $what", ({ change, reason, field }) => {
    const scenario = new Scenario();
    const result = scenario.apply(signUp(change));
    expect(result).toMatchObject({ case: "refused", value: { reason, field } });
    expect(scenario.core.query("accountForLogIn", { foldedName: "ann" })).toBeNull();
  });

  it("refuses a session token that belongs to somebody else", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const result = scenario.apply(
      signUp({ name: "Eve", foldedName: "eve", key: keyOf("other", 1), tokenSha256: ann.token }),
    );
    expect(result).toMatchObject({ case: "refused", value: { reason: "INVALID", field: "token" } });
  });
});
