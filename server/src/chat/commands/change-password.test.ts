import { describe, expect, it } from "vitest";
import { keyOf, Scenario, tokenOf, type Operation, type Person } from "../scenario.ts";

function change(scenario: Scenario, by: Person, value: { old: string; to: string; seq?: number }) {
  return scenario.apply({
    case: "changePassword",
    value: {
      key: keyOf("account-page", value.seq ?? 1),
      tokenSha256: by.token,
      oldHash: value.old,
      newHash: value.to,
    },
  });
}

function logIn(scenario: Scenario, ann: Person, passwordHash: string, seq: number) {
  const value = { accountId: ann.id, passwordHash, tokenSha256: tokenOf(`session ${seq}`) };
  return scenario.apply({ case: "logIn", value: { key: keyOf("door", seq), ...value } });
}

function said(conversationId: string): Operation {
  return { case: "sendMessage", value: { conversationId, text: "hello" } };
}

describe("changePassword", () => {
  it("ends all other sessions at its index, and keeps the one that asks", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    logIn(scenario, ann, "hash of ann", 1);
    logIn(scenario, ann, "hash of ann", 2);
    const changed = change(scenario, ann, { old: "hash of ann", to: "new" });
    expect(changed).toMatchObject({ case: "passwordChanged", value: { endedSessions: 2 } });
    expect(scenario.batch(ann, [])).toMatchObject({ case: "writeResponse" });
    for (const seq of [1, 2]) {
      const other = { token: tokenOf(`session ${seq}`) };
      expect(scenario.batch(other, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
    }
    expect(logIn(scenario, ann, "hash of ann", 3)).toMatchObject({
      value: { reason: "BAD_CREDENTIALS" },
    });
    expect(logIn(scenario, ann, "new", 4).case).toBe("loggedIn");
  });

  it("is executed once for its key, whatever happened since", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const first = change(scenario, ann, { old: "hash of ann", to: "new" });
    logIn(scenario, ann, "new", 1);
    expect(change(scenario, ann, { old: "hash of ann", to: "newer" })).toEqual(first);
    expect(scenario.batch({ token: tokenOf("session 1") }, []).case).toBe("writeResponse");
    expect(logIn(scenario, ann, "new", 2).case).toBe("loggedIn");
  });

  it.each([
    ["a hash that was changed since", { old: "hash of bob", to: "new" }, "BAD_CREDENTIALS"],
    ["no hash", { old: "", to: "new" }, "BAD_CREDENTIALS"],
    ["no new password", { old: "hash of ann", to: "" }, "INVALID"],
  ])("refuses %s", (_what, value, reason) => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const refused = change(scenario, ann, value);
    expect(refused).toMatchObject({ case: "refused", value: { reason } });
    expect(change(scenario, ann, value)).toEqual(refused);
  });

  it("refuses whoever is signed out", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = { ...scenario.signUp("ann"), token: tokenOf("nobody") };
    const refused = change(scenario, ann, { old: "hash of ann", to: "new" });
    expect(refused).toMatchObject({ value: { reason: "BAD_SESSION" } });
  });

  it.each<[string, (conversationId: string) => Operation]>([
    ["a message", (conversationId) => said(conversationId)],
    ["another row", () => ({ case: "createRoom", value: { name: "Den", foldedName: "den" } })],
    ["a row that was refused", () => said("1")],
  ])("is refused under the key of %s, and the log goes on", (_what, operation) => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const key = keyOf("account-page", 1);
    scenario.batch(ann, [{ key, operation: operation(scenario.room(ann, "Hall")) }]);
    const changed = change(scenario, ann, { old: "hash of ann", to: "new" });
    expect(changed).toMatchObject({ case: "refused", value: { reason: "INVALID", field: "key" } });
    expect(logIn(scenario, ann, "hash of ann", 1).case).toBe("loggedIn");
  });

  it("leaves its key to no row", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const conversationId = scenario.room(ann, "Hall");
    change(scenario, ann, { old: "hash of ann", to: "new" });
    const row = { key: keyOf("account-page", 1), operation: said(conversationId) };
    expect(scenario.answers(ann, [row])).toMatchObject([
      { outcome: { case: "refusal", value: { reason: "INVALID", field: "key" } } },
    ]);
  });
});
