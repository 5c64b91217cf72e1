import { describe, expect, it } from "vitest";
import { keyOf, Scenario, START_MS, tokenOf, type Person } from "../scenario.ts";

function logIn(person: Person, change: Record<string, unknown> = {}) {
  const value = {
    key: keyOf("page", 1),
    accountId: person.id,
    passwordHash: `hash of ${person.name}`,
    tokenSha256: tokenOf("one"),
    ...change,
  };
  return { case: "logIn", value } as const;
}

function isAlive(scenario: Scenario, token: Uint8Array): boolean {
  return scenario.core.query("sessionByToken", { tokenSha256: token, time: START_MS }) !== null;
}

describe("logIn", () => {
  it("makes one more session and counts the unread messages", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const bob = scenario.signUp("Bob");
    const direct = scenario.direct(ann, bob);
    scenario.send(ann, direct, "one");
    scenario.send(ann, direct, "two");
    const result = scenario.apply(logIn(bob));
    expect(result).toMatchObject({ case: "loggedIn", value: { accountId: bob.id, unread: 2 } });
    expect(isAlive(scenario, tokenOf("one"))).toBe(true);
    expect(isAlive(scenario, bob.token)).toBe(true);
  });

  it("is refused when the hash has changed since the password was verified", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const refused = { case: "refused", value: { reason: "BAD_CREDENTIALS" } };
    expect(scenario.apply(logIn(ann, { passwordHash: "another" }))).toMatchObject(refused);
    expect(scenario.apply(logIn(ann))).toMatchObject(refused);
    expect(scenario.apply(logIn(ann, { key: keyOf("page", 2) }))).toMatchObject({
      case: "loggedIn",
    });
    expect(scenario.apply(logIn({ ...ann, id: "4711" }, { key: keyOf("page", 3) }))).toMatchObject(
      refused,
    );
  });

  it("replaces the session that its key made when it is repeated", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    scenario.apply(logIn(ann));
    const repeat = scenario.apply(logIn(ann, { tokenSha256: tokenOf("two") }));
    expect(repeat).toMatchObject({ case: "loggedIn", value: { accountId: ann.id } });
    expect(isAlive(scenario, tokenOf("one"))).toBe(false);
    expect(isAlive(scenario, tokenOf("two"))).toBe(true);
  });

  it("keeps the session when the very same command comes twice", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    scenario.apply(logIn(ann));
    scenario.core.feed.subscribe(1, { tokenSha256: tokenOf("one"), afterIndex: scenario.index });
    scenario.takeOutputs();
    scenario.apply(logIn(ann));
    expect(isAlive(scenario, tokenOf("one"))).toBe(true);
    expect(scenario.takeOutputs()).toEqual([]);
  });

  it("follows a repeated sign-up under the sign-up's own key", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const result = scenario.apply(logIn(ann, { key: keyOf("page-of-Ann", 1) }));
    expect(result).toMatchObject({ case: "loggedIn", value: { accountId: ann.id } });
    expect(isAlive(scenario, ann.token)).toBe(false);
  });

  it("is refused under the key of somebody else's log-in", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    const eve = scenario.signUp("Eve");
    scenario.apply(logIn(ann));
    const result = scenario.apply(logIn(eve, { tokenSha256: tokenOf("two") }));
    expect(result).toMatchObject({ case: "refused", value: { reason: "INVALID", field: "key" } });
    expect(isAlive(scenario, tokenOf("one"))).toBe(true);
  });

  it("answers an acknowledged key and an overtaken one without making a session", () => {
    const scenario = new Scenario();
    const ann = scenario.signUp("Ann");
    scenario.apply(logIn(ann, { key: keyOf("page", 2) }));
    scenario.apply(logIn(ann, { key: keyOf("page", 5, { ack: 2 }), tokenSha256: tokenOf("two") }));
    const late = (seq: number) =>
      scenario.apply(logIn(ann, { key: keyOf("page", seq), tokenSha256: tokenOf("3") }));
    expect(late(2)).toMatchObject({ case: "refused", value: { reason: "ALREADY_ANSWERED" } });
    expect(late(4)).toMatchObject({ case: "refused", value: { reason: "NEVER_APPLIED" } });
    expect(isAlive(scenario, tokenOf("3"))).toBe(false);
  });
});
