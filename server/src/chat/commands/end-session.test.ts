import { fromBinary } from "@bufbuild/protobuf";
import { ListSessionsResponseSchema } from "@parley/proto/es/parley/v1/account_pb.js";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, reasonOf, Scenario, tokenOf, type Person } from "../scenario.ts";

function logIn(scenario: Scenario, person: Person, name: string): Person {
  const token = tokenOf(name);
  const result = scenario.apply({
    case: "logIn",
    value: {
      key: keyOf(`door-${name}`, 1),
      accountId: person.id,
      passwordHash: `hash of ${person.name}`,
      tokenSha256: token,
      label: name,
    },
  });
  expect(result.case).toBe("loggedIn");
  return { ...person, name, token };
}

function sessionsOf(scenario: Scenario, { token }: Person) {
  const caller = { tokenSha256: token, time: scenario.time };
  const reply = scenario.core.query("listSessions", { caller });
  return fromBinary(ListSessionsResponseSchema, reply).sessions;
}

const end = (scenario: Scenario, by: Person, sessionId: string, accountId = "") =>
  scenario.write(by, { case: "endSession", value: { sessionId, accountId } });

describe("endSession", () => {
  it("ends one of one's own at its index, and no other", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    scenario.time += 1;
    const phone = logIn(scenario, ann, "phone");
    const [newest, oldest] = sessionsOf(scenario, ann);
    expect(newest).toMatchObject({ label: "phone", current: false });
    expect(oldest).toMatchObject({ label: "", current: true });
    expect(end(scenario, ann, newest?.id ?? "")).toMatchObject({ value: { count: 1 } });
    expect(scenario.batch(phone, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
    expect(sessionsOf(scenario, ann)).toHaveLength(1);
    expect(reasonOf(end(scenario, ann, newest?.id ?? ""))).toBe("NOT_FOUND");
  });

  it("ends nobody else's, whoever asks", () => {
    const scenario = new Scenario(":memory:", 2);
    const owner = scenario.signUp("owner");
    const ann = scenario.signUp("ann");
    const [session] = sessionsOf(scenario, ann);
    const id = session?.id ?? "";
    expect(reasonOf(end(scenario, owner, id))).toBe("NOT_FOUND");
    expect(reasonOf(end(scenario, owner, id, ann.id))).toBe("NOT_FOUND");
    const [owners] = sessionsOf(scenario, owner);
    expect(reasonOf(end(scenario, ann, owners?.id ?? "", owner.id))).toBe("FORBIDDEN");
    expect(sessionsOf(scenario, ann)).toHaveLength(1);
  });
});

describe("endOtherSessions", () => {
  it("leaves the one that asks", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const others = ["phone", "laptop"].map((name) => logIn(scenario, ann, name));
    const ended = scenario.write(ann, { case: "endOtherSessions", value: {} });
    expect(ended).toMatchObject({ case: "sessionsEnded", value: { count: 2 } });
    expect(sessionsOf(scenario, ann)).toMatchObject([{ current: true }]);
    for (const other of others)
      expect(scenario.batch(other, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
  });
});

describe("sessions of one account", () => {
  it("are bounded: the oldest ends for the next", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    for (let at = 0; at < LIMITS.sessionsPerAccount; at += 1) {
      scenario.time += 1;
      logIn(scenario, ann, `device ${at}`);
    }
    expect(scenario.batch(ann, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
    const newest = { ...ann, token: tokenOf(`device ${LIMITS.sessionsPerAccount - 1}`) };
    expect(sessionsOf(scenario, newest)).toHaveLength(LIMITS.sessionsPerAccount);
  });

  it("end for their streams too", () => {
    const scenario = new Scenario(":memory:", 2);
    const ann = scenario.signUp("ann");
    const phone = logIn(scenario, ann, "phone");
    scenario.core.feed.subscribe(1, { tokenSha256: phone.token, afterIndex: scenario.index });
    scenario.core.feed.pull(1);
    scenario.takeOutputs();
    scenario.write(ann, { case: "endOtherSessions", value: {} });
    expect(scenario.takeOutputs().map(({ kind }) => kind)).toContain("ended");
  });
});
