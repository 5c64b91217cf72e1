import { fromBinary } from "@bufbuild/protobuf";
import { ListInvitesResponseSchema } from "@parley/proto/es/parley/v1/admin_pb.js";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, reasonOf, Scenario, tokenOf, type Person } from "../scenario.ts";

const NO_SECRET = new Uint8Array();

function workspace() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("owner");
  const close = (policy = 1) => scenario.write(owner, { case: "setSignUp", value: { policy } });
  return { scenario, owner, close };
}

function invite(
  scenario: Scenario,
  by: Person,
  value: { secret: string; uses?: number; seq?: number; validMs?: number },
) {
  return scenario.apply({
    case: "createInvite",
    value: {
      key: keyOf(`admin-${by.name}`, value.seq ?? 1, { born: scenario.time }),
      tokenSha256: by.token,
      inviteSha256: tokenOf(value.secret),
      uses: value.uses ?? 1,
      validMs: BigInt(value.validMs ?? LIMITS.inviteAgeMs),
    },
  });
}

function signUp(scenario: Scenario, name: string, secret?: string): string {
  const result = scenario.apply({
    case: "createAccount",
    value: {
      key: keyOf(`invited-${name}`, 1, { born: scenario.time }),
      name,
      foldedName: name,
      passwordHash: "hash",
      tokenSha256: tokenOf(`session of ${name}`),
      inviteSha256: secret === undefined ? NO_SECRET : tokenOf(secret),
    },
  });
  return result.case === "refused" ? result.value.reason : (result.case ?? "");
}

function invitesOf(scenario: Scenario, { token }: Person) {
  const caller = { tokenSha256: token, time: scenario.time };
  const reply = scenario.core.query("listInvites", { caller });
  return fromBinary(ListInvitesResponseSchema, reply).invites;
}

describe("sign-up by invite only", () => {
  it("lets in who has one, so often and so long as it holds", () => {
    const { scenario, owner, close } = workspace();
    expect(signUp(scenario, "before")).toBe("accountCreated");
    expect(close()).toMatchObject({ case: "signUpSet", value: { policy: 2 } });
    expect(signUp(scenario, "without")).toBe("FORBIDDEN");
    invite(scenario, owner, { secret: "link", uses: 2 });
    expect(invitesOf(scenario, owner)).toMatchObject([{ usesLeft: 2, issuerId: owner.id }]);
    expect(signUp(scenario, "one", "link")).toBe("accountCreated");
    expect(signUp(scenario, "two", "link")).toBe("accountCreated");
    expect(signUp(scenario, "three", "link")).toBe("NOT_FOUND");
    expect(invitesOf(scenario, owner)).toEqual([]);
    invite(scenario, owner, { secret: "late", seq: 2, validMs: 1_000 });
    scenario.time += 1_000;
    expect(signUp(scenario, "four", "late")).toBe("NOT_FOUND");
    close(0);
    expect(signUp(scenario, "five")).toBe("accountCreated");
  });

  it("uses none up for a name that is taken", () => {
    const { scenario, owner } = workspace();
    invite(scenario, owner, { secret: "link" });
    expect(signUp(scenario, "owner", "link")).toBe("TAKEN");
    expect(signUp(scenario, "one", "link")).toBe("accountCreated");
  });

  it("is for administrators to decide", () => {
    const { scenario } = workspace();
    const bob = scenario.signUp("bob");
    const refused = scenario.write(bob, { case: "setSignUp", value: { policy: 1 } });
    expect(reasonOf(refused)).toBe("FORBIDDEN");
    expect(invite(scenario, bob, { secret: "x" })).toMatchObject({
      value: { reason: "FORBIDDEN" },
    });
    expect(() => invitesOf(scenario, bob)).toThrow(/Only administrators/);
  });
});

describe("an invite", () => {
  it("is revoked for good, twice if need be", () => {
    const { scenario, owner } = workspace();
    invite(scenario, owner, { secret: "link" });
    const inviteId = invitesOf(scenario, owner)[0]?.id ?? "";
    for (const _time of [1, 2]) {
      const revoked = scenario.write(owner, { case: "revokeInvite", value: { inviteId } });
      expect(revoked).toMatchObject({ case: "inviteRevoked", value: { inviteId } });
    }
    expect(signUp(scenario, "one", "link")).toBe("NOT_FOUND");
  });

  it("gets its secret anew from a repeat, and is one invite", () => {
    const { scenario, owner } = workspace();
    const first = invite(scenario, owner, { secret: "lost" });
    const again = invite(scenario, owner, { secret: "heard" });
    expect(again).toEqual(first);
    expect(invitesOf(scenario, owner)).toHaveLength(1);
    expect(signUp(scenario, "one", "lost")).toBe("NOT_FOUND");
    expect(signUp(scenario, "one-again", "heard")).toBe("accountCreated");
    expect(invite(scenario, owner, { secret: "late" })).toMatchObject({
      value: { reason: "ALREADY_ANSWERED" },
    });
  });

  it.each([
    ["no use", { uses: 0 }],
    ["too many", { uses: LIMITS.inviteUses + 1 }],
    ["too long", { validMs: LIMITS.inviteMaxAgeMs + 1 }],
    ["no time", { validMs: 0 }],
  ])("is refused with %s", (_what, value) => {
    const { scenario, owner } = workspace();
    const refused = invite(scenario, owner, { secret: "x", ...value });
    expect(refused).toMatchObject({ value: { reason: "INVALID" } });
  });

  it("is one of a bounded number, of which those that ended do not count", () => {
    const { scenario, owner } = workspace();
    const made = Array.from({ length: LIMITS.invites + 1 }, (_, at) =>
      invite(scenario, owner, { secret: `link ${at}`, seq: at + 1 }),
    );
    expect(made.map((result) => result.case).filter((one) => one === "refused")).toHaveLength(1);
    scenario.time += LIMITS.inviteAgeMs;
    expect(invite(scenario, owner, { secret: "next", seq: 1_000 }).case).toBe("inviteCreated");
  });
});
