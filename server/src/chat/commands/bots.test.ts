import { fromBinary } from "@bufbuild/protobuf";
import { ListBotTokensResponseSchema } from "@parley/proto/es/parley/v1/admin_pb.js";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../../limits.ts";
import { keyOf, reasonOf, Scenario, tokenOf, type Person } from "../scenario.ts";

function workspace() {
  const scenario = new Scenario(":memory:", 2);
  const owner = scenario.signUp("owner");
  const made = scenario.write(owner, {
    case: "createBot",
    value: { name: "Robot", foldedName: "robot" },
  });
  if (made.case !== "accountChanged") throw new Error(`it came to ${made.case}`);
  expect(made.value.account).toMatchObject({ name: "Robot", bot: true, role: 1 });
  const bot: Person = { id: made.value.account?.id ?? "", name: "Robot", token: tokenOf("token") };
  return { scenario, owner, bot };
}

function issue(
  scenario: Scenario,
  by: Person,
  value: { of: string; token?: string; seq?: number; validMs?: number },
) {
  return scenario.apply({
    case: "issueBotToken",
    value: {
      key: keyOf(`admin-${by.name}`, value.seq ?? 1),
      tokenSha256: by.token,
      accountId: value.of,
      botTokenSha256: tokenOf(value.token ?? "token"),
      label: "build server",
      validMs: BigInt(value.validMs ?? LIMITS.botTokenAgeMs),
    },
  });
}

function tokensOf(scenario: Scenario, by: Person, accountId: string) {
  const caller = { tokenSha256: by.token, time: scenario.time };
  const reply = scenario.core.query("listBotTokens", { caller, accountId });
  return fromBinary(ListBotTokensResponseSchema, reply).tokens;
}

describe("a bot", () => {
  it("speaks with its token like anybody, for longer than a session", () => {
    const { scenario, owner, bot } = workspace();
    expect(issue(scenario, owner, { of: bot.id }).case).toBe("botTokenIssued");
    scenario.time += 365 * 24 * 3600 * 1000;
    const answers = scenario.answers(bot, [
      {
        key: keyOf("build", 1, { born: scenario.time }),
        operation: { case: "createRoom", value: { name: "Builds", foldedName: "builds" } },
      },
    ]);
    expect(answers).toMatchObject([{ outcome: { case: "conversationChanged" } }]);
    scenario.time += 24 * 3600 * 1000;
    expect(scenario.batch(bot, [])).toMatchObject({ value: { reason: "BAD_SESSION" } });
  });

  it("has no password that opens it", () => {
    const { scenario, bot } = workspace();
    const value = { accountId: bot.id, passwordHash: "", tokenSha256: tokenOf("in") };
    const entered = scenario.apply({ case: "logIn", value: { key: keyOf("door", 1), ...value } });
    expect(entered).toMatchObject({ value: { reason: "BAD_CREDENTIALS" } });
  });

  it("loses a token at the index of its end, and all when it is suspended", () => {
    const { scenario, owner, bot } = workspace();
    issue(scenario, owner, { of: bot.id });
    issue(scenario, owner, { of: bot.id, token: "second", seq: 2 });
    const [, oldest] = tokensOf(scenario, owner, bot.id);
    expect(oldest).toMatchObject({ label: "build server", current: false });
    const ended = scenario.write(owner, {
      case: "endSession",
      value: { sessionId: oldest?.id ?? "", accountId: bot.id },
    });
    expect(ended).toMatchObject({ case: "sessionsEnded" });
    expect(tokensOf(scenario, owner, bot.id)).toHaveLength(1);
    scenario.write(owner, {
      case: "suspendAccount",
      value: { accountId: bot.id, suspended: true },
    });
    expect(tokensOf(scenario, owner, bot.id)).toEqual([]);
    expect(issue(scenario, owner, { of: bot.id, seq: 3 })).toMatchObject({
      value: { reason: "SUSPENDED" },
    });
  });

  it("is no administrator, and gets no link for a password", () => {
    const { scenario, owner, bot } = workspace();
    const role = { accountId: bot.id, role: 1 };
    const given = scenario.write(owner, { case: "setAccountRole", value: role });
    expect(reasonOf(given)).toBe("INVALID");
    const key = keyOf("admin-owner", 9);
    const link = { accountId: bot.id, resetSha256: tokenOf("link"), validMs: 1_000n };
    const issued = scenario.apply({
      case: "issueReset",
      value: { key, tokenSha256: owner.token, ...link },
    });
    expect(issued).toMatchObject({ value: { reason: "NOT_FOUND" } });
  });

  it("is made by administrators only, under a name that is free", () => {
    const { scenario, owner } = workspace();
    const bob = scenario.signUp("bob");
    const make = (by: Person, foldedName: string) =>
      scenario.write(by, { case: "createBot", value: { name: foldedName, foldedName } });
    expect(reasonOf(make(bob, "other"))).toBe("FORBIDDEN");
    expect(reasonOf(make(owner, "bob"))).toBe("TAKEN");
    expect(reasonOf(make(owner, ""))).toBe("INVALID");
  });
});

describe("issueBotToken", () => {
  it("replaces what its key made when it is repeated, and no other", () => {
    const { scenario, owner, bot } = workspace();
    const first = issue(scenario, owner, { of: bot.id, token: "lost" });
    issue(scenario, owner, { of: bot.id, token: "other", seq: 2 });
    expect(issue(scenario, owner, { of: bot.id, token: "heard" })).toEqual(first);
    expect(tokensOf(scenario, owner, bot.id)).toHaveLength(2);
    expect(scenario.batch({ token: tokenOf("lost") }, [])).toMatchObject({ case: "refused" });
    expect(scenario.batch({ token: tokenOf("heard") }, []).case).toBe("writeResponse");
  });

  it.each<[string, (of: ReturnType<typeof workspace>) => ReturnType<typeof issue>, string]>([
    [
      "for a person",
      ({ scenario, owner }) => issue(scenario, owner, { of: owner.id }),
      "NOT_FOUND",
    ],
    [
      "by a member",
      ({ scenario, bot }) => issue(scenario, scenario.signUp("bob"), { of: bot.id }),
      "FORBIDDEN",
    ],
    [
      "for too long",
      ({ scenario, owner, bot }) =>
        issue(scenario, owner, { of: bot.id, validMs: LIMITS.botTokenAgeMs + 1 }),
      "INVALID",
    ],
    [
      "under a token that is somebody's session",
      ({ scenario, owner, bot }) =>
        issue(scenario, owner, { of: bot.id, token: `token of ${owner.name}` }),
      "INVALID",
    ],
  ])("is refused %s", (_what, act, reason) => {
    expect(act(workspace())).toMatchObject({ case: "refused", value: { reason } });
  });
});
