import { describe, expect, it } from "vitest";
import { reasonOf, Scenario, type Person } from "../scenario.ts";

const MEMBER = 0;
const ADMIN = 1;
const OWNER = 2;

/** The first account is the owner; Ada and Bea are administrators. */
function workspace() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("owner");
  const [ada, bea, carl, dora] = ["ada", "bea", "carl", "dora"].map((name) =>
    scenario.signUp(name),
  ) as [Person, Person, Person, Person];
  const role = (by: Person, of: Person, to: number) =>
    scenario.write(by, { case: "setAccountRole", value: { accountId: of.id, role: to } });
  const suspend = (by: Person, of: Person, suspended = true) =>
    scenario.write(by, { case: "suspendAccount", value: { accountId: of.id, suspended } });
  role(owner, ada, ADMIN);
  role(owner, bea, ADMIN);
  return { scenario, owner, ada, bea, carl, dora, role, suspend };
}

const isSignedIn = (scenario: Scenario, { token }: Person): boolean =>
  scenario.core.query("sessionByToken", { tokenSha256: token, time: scenario.time }) !== null;

describe("roles", () => {
  it("begin with an owner: the first account", () => {
    const { scenario, owner } = workspace();
    const again = scenario.write(owner, { case: "setProfile", value: { displayName: "Boss" } });
    expect(again).toMatchObject({ value: { account: { role: 3 } } });
  });

  it("begin with the first account that there is when the level is raised", () => {
    const scenario = new Scenario();
    const [ann, bob] = [scenario.signUp("ann"), scenario.signUp("bob")];
    scenario.apply({ case: "raiseLevel", value: { level: 2 } });
    const roles = [ann, bob].map((person) =>
      scenario.write(person, { case: "setProfile", value: { displayName: "x" } }),
    );
    expect(roles).toMatchObject([
      { value: { account: { role: 3 } } },
      { value: { account: { role: 1 } } },
    ]);
    expect(scenario.core.scanHash()).toBe(scenario.core.query("stateHash", {}).hash);
  });

  it("are given by owners only", () => {
    const { owner, ada, carl, role } = workspace();
    expect(reasonOf(role(ada, carl, ADMIN))).toBe("FORBIDDEN");
    expect(reasonOf(role(carl, carl, OWNER))).toBe("FORBIDDEN");
    expect(role(owner, carl, OWNER)).toMatchObject({ value: { account: { role: 3 } } });
    expect(reasonOf(role(owner, carl, 3))).toBe("INVALID");
    expect(reasonOf(role(owner, { ...carl, id: "7" }, ADMIN))).toBe("NOT_FOUND");
  });

  it("leave an owner, always", () => {
    const { owner, ada, role } = workspace();
    expect(reasonOf(role(owner, owner, MEMBER))).toBe("FORBIDDEN");
    role(owner, ada, OWNER);
    expect(role(owner, owner, MEMBER)).toMatchObject({ value: { account: { role: 1 } } });
    expect(reasonOf(role(ada, ada, ADMIN))).toBe("FORBIDDEN");
  });

  it("do not count an owner who is suspended", () => {
    const { owner, ada, role, suspend } = workspace();
    role(owner, ada, OWNER);
    suspend(owner, ada);
    expect(reasonOf(role(owner, owner, MEMBER))).toBe("FORBIDDEN");
  });
});

describe("suspendAccount", () => {
  it("ends all sessions at its index and lets in again only when it is taken back", () => {
    const { scenario, ada, carl, suspend } = workspace();
    expect(isSignedIn(scenario, carl)).toBe(true);
    expect(suspend(ada, carl)).toMatchObject({ value: { account: { suspended: true } } });
    expect(isSignedIn(scenario, carl)).toBe(false);
    expect(scenario.batch(carl, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
    const enter = (seq: number) =>
      scenario.apply({
        case: "logIn",
        value: {
          key: { clientId: "page-of-carl", seq: BigInt(seq), bornMs: BigInt(scenario.time) },
          accountId: carl.id,
          passwordHash: "hash of carl",
          tokenSha256: carl.token,
        },
      });
    expect(enter(2)).toMatchObject({ value: { reason: "SUSPENDED" } });
    suspend(ada, carl, false);
    expect(enter(3).case).toBe("loggedIn");
    expect(isSignedIn(scenario, carl)).toBe(true);
  });

  it.each<[string, (of: ReturnType<typeof workspace>) => ReturnType<Scenario["write"]>, string]>([
    ["a member anybody", ({ carl, dora, suspend }) => suspend(carl, dora), "FORBIDDEN"],
    ["an administrator another one", ({ ada, bea, suspend }) => suspend(ada, bea), "FORBIDDEN"],
    ["an administrator an owner", ({ ada, owner, suspend }) => suspend(ada, owner), "FORBIDDEN"],
    ["anybody oneself", ({ owner, suspend }) => suspend(owner, owner), "INVALID"],
    ["an administrator a member", ({ ada, carl, suspend }) => suspend(ada, carl), ""],
    ["an owner an administrator", ({ owner, ada, suspend }) => suspend(owner, ada), ""],
  ])("by %s", (_who, act, reason) => {
    expect(reasonOf(act(workspace()))).toBe(reason);
  });
});
