import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, Scenario, tokenOf, type Person } from "../scenario.ts";

function workspace() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("owner");
  const bob = scenario.signUp("bob");
  return { scenario, owner, bob };
}

function issue(
  scenario: Scenario,
  by: Person,
  value: { of: Person; secret: string; seq?: number },
) {
  return scenario.apply({
    case: "issueReset",
    value: {
      key: keyOf(`admin-${by.name}`, value.seq ?? 1),
      tokenSha256: by.token,
      accountId: value.of.id,
      resetSha256: tokenOf(value.secret),
      validMs: BigInt(LIMITS.resetAgeMs),
    },
  });
}

function use(scenario: Scenario, secret: string, seq = 1) {
  return scenario.apply({
    case: "resetPassword",
    value: {
      key: keyOf("reset-page", seq, { born: scenario.time }),
      resetSha256: tokenOf(secret),
      newHash: `hash by ${secret}`,
      tokenSha256: tokenOf(`session by ${secret} ${seq}`),
    },
  });
}

describe("a reset link", () => {
  it("gives another password and a session once, and ends all others", () => {
    const { scenario, owner, bob } = workspace();
    expect(issue(scenario, owner, { of: bob, secret: "link" })).toMatchObject({
      case: "resetIssued",
      value: { accountId: bob.id, expiresMs: BigInt(scenario.time + LIMITS.resetAgeMs) },
    });
    expect(use(scenario, "link")).toMatchObject({ value: { accountId: bob.id, repeated: false } });
    expect(scenario.batch(bob, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
    expect(scenario.batch({ token: tokenOf("session by link 1") }, []).case).toBe("writeResponse");
    const account = scenario.core.query("accountForLogIn", { foldedName: "bob" });
    expect(account?.passwordHash).toBe("hash by link");
    expect(use(scenario, "link", 2)).toMatchObject({ value: { reason: "NOT_FOUND" } });
  });

  it("tells a repeat that it is one: it has to prove the new password", () => {
    const { scenario, owner, bob } = workspace();
    issue(scenario, owner, { of: bob, secret: "link" });
    use(scenario, "link");
    expect(use(scenario, "link")).toMatchObject({ value: { accountId: bob.id, repeated: true } });
    // And the log-in that does so goes under the same key.
    const entered = scenario.apply({
      case: "logIn",
      value: {
        key: keyOf("reset-page", 1),
        accountId: bob.id,
        passwordHash: "hash by link",
        tokenSha256: tokenOf("another session"),
      },
    });
    expect(entered.case).toBe("loggedIn");
  });

  it("expires by log time", () => {
    const { scenario, owner, bob } = workspace();
    issue(scenario, owner, { of: bob, secret: "link" });
    scenario.time += LIMITS.resetAgeMs;
    expect(use(scenario, "link")).toMatchObject({ value: { reason: "NOT_FOUND" } });
  });

  it("is replaced by the next, and made anew by a repeat until it is used", () => {
    const { scenario, owner, bob } = workspace();
    const first = issue(scenario, owner, { of: bob, secret: "first" });
    issue(scenario, owner, { of: bob, secret: "second", seq: 2 });
    expect(use(scenario, "first")).toMatchObject({ value: { reason: "NOT_FOUND" } });
    expect(issue(scenario, owner, { of: bob, secret: "third", seq: 2 }).case).toBe("resetIssued");
    expect(use(scenario, "second", 2)).toMatchObject({ value: { reason: "NOT_FOUND" } });
    expect(use(scenario, "third", 3).case).toBe("passwordReset");
    const late = issue(scenario, owner, { of: bob, secret: "fourth", seq: 2 });
    expect(late).toMatchObject({ value: { reason: "ALREADY_ANSWERED" } });
    expect(first.case).toBe("resetIssued");
  });

  it("is void when whoever issued it is no administrator any more", () => {
    const { scenario, owner, bob } = workspace();
    const ada = scenario.signUp("ada");
    const role = (to: number) =>
      scenario.write(owner, { case: "setAccountRole", value: { accountId: ada.id, role: to } });
    role(1);
    issue(scenario, ada, { of: bob, secret: "link" });
    role(0);
    expect(use(scenario, "link")).toMatchObject({ value: { reason: "NOT_FOUND" } });
  });

  it("lets nobody in who is suspended, and is still there afterwards", () => {
    const { scenario, owner, bob } = workspace();
    const suspend = (suspended: boolean) =>
      scenario.write(owner, { case: "suspendAccount", value: { accountId: bob.id, suspended } });
    suspend(true);
    issue(scenario, owner, { of: bob, secret: "link" });
    expect(use(scenario, "link")).toMatchObject({ value: { reason: "SUSPENDED" } });
    suspend(false);
    expect(use(scenario, "link", 2).case).toBe("passwordReset");
  });

  it("is issued by administrators only, of whom they may help, and never for oneself", () => {
    const { scenario, owner, bob } = workspace();
    const ada = scenario.signUp("ada");
    const reasons = [
      issue(scenario, bob, { of: ada, secret: "a" }),
      issue(scenario, owner, { of: owner, secret: "b" }),
      issue(scenario, owner, { of: { ...bob, id: "9" }, secret: "c", seq: 2 }),
    ].map((result) => (result.case === "refused" ? result.value.reason : ""));
    expect(reasons).toEqual(["FORBIDDEN", "INVALID", "NOT_FOUND"]);
  });

  it("is removed at the next purge behind its end", () => {
    const { scenario, owner, bob } = workspace();
    issue(scenario, owner, { of: bob, secret: "link" });
    const before = scenario.core.query("stateHash", {}).hash;
    scenario.time += LIMITS.resetAgeMs;
    scenario.skipTo(999);
    expect(scenario.core.query("stateHash", {}).hash).toBe(before);
    scenario.skipTo(1_000);
    expect(scenario.core.query("stateHash", {}).hash).not.toBe(before);
    expect(scenario.core.scanHash()).toBe(scenario.core.query("stateHash", {}).hash);
  });
});
