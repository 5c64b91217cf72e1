import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { describe, expect, test } from "vitest";
import { silentLogger } from "../lib/logger.ts";
import { freshKey, startService, type Person, type Service } from "./service-fixture.ts";

const { createInvite, exportAll, issueBotToken, issueReset, listBotTokens, listInvites } =
  AdminService.method;

async function workspace() {
  const service = await startService({ level: 2 });
  const owner = await service.signUp("Owner");
  const member = await service.signUp("Ann");
  const { outcome } = await service.write(owner, { case: "createBot", value: { name: "Robot" } });
  if (outcome.case !== "accountChanged") throw new Error(`it came to ${outcome.case}`);
  return { service, owner, member, botId: outcome.value.account?.id ?? "" };
}

const withKey = (service: Service, request: object) => ({
  key: freshKey(service.log),
  ...request,
});

describe("a bot's token", () => {
  test("opens the door for a program, until an administrator ends it", async () => {
    const { service, owner, botId } = await workspace();
    const request = withKey(service, { accountId: botId, label: "build server" });
    const as = { token: owner.token };
    const { reply } = await service.client.ask(issueBotToken, request, as);
    const program: Person = { ...owner, id: botId, token: reply.token, clientId: "buildserver" };
    const conversationId = await service.room("Builds", { ...program, nextSeq: 1n });
    const sent = await service.write(
      { ...program, nextSeq: 2n },
      { case: "sendMessage", value: { conversationId, text: "green" } },
    );
    expect(sent.outcome.case).toBe("messageSent");
    const tokens = await service.client.ask(listBotTokens, { accountId: botId }, as);
    expect(tokens.reply.tokens).toMatchObject([{ label: "build server", id: reply.session?.id }]);
    const value = { sessionId: reply.session?.id ?? "", accountId: botId };
    await service.write(owner, { case: "endSession", value });
    const refused = await service.client.refusal(
      AccountService.method.getSession,
      {},
      { token: reply.token },
    );
    expect(refused.reason).toBe("BAD_SESSION");
  });
});

describe("what only administrators may do", () => {
  test("is FORBIDDEN for a member, by each call", async () => {
    const { service, member, botId } = await workspace();
    const as = { token: member.token };
    const refusals = [
      service.client.refusal(issueReset, withKey(service, { accountId: member.id }), as),
      service.client.refusal(createInvite, withKey(service, {}), as),
      service.client.refusal(issueBotToken, withKey(service, { accountId: botId }), as),
      service.client.refusal(listInvites, {}, as),
      service.client.refusal(listBotTokens, { accountId: botId }, as),
    ];
    const reasons = (await Promise.all(refusals)).map(({ reason }) => reason);
    expect(reasons).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
  });

  test("is BAD_SESSION for nobody, before the log", async () => {
    const { service, botId } = await workspace();
    const before = service.log.proposed.length;
    const refusals = [
      service.client.refusal(issueReset, withKey(service, { accountId: botId })),
      service.client.refusal(createInvite, withKey(service, {})),
      service.client.refusal(issueBotToken, withKey(service, { accountId: botId })),
      service.client.refusal(listInvites, {}),
      service.client.refusal(listBotTokens, { accountId: botId }),
    ];
    const reasons = new Set((await Promise.all(refusals)).map(({ reason }) => reason));
    expect([...reasons]).toEqual(["BAD_SESSION"]);
    expect(service.log.proposed).toHaveLength(before);
  });
});

describe("an invite", () => {
  test("is one, whoever repeats it, and has the secret of the last answer", async () => {
    const { service, owner } = await workspace();
    const as = { token: owner.token };
    const request = withKey(service, { uses: 3 });
    const first = await service.client.ask(createInvite, request, as);
    const again = await service.client.ask(createInvite, request, as);
    expect(again.reply.invite).toEqual(first.reply.invite);
    expect(again.reply.secret).not.toBe(first.reply.secret);
    const { reply } = await service.client.ask(listInvites, {}, as);
    expect(reply.invites).toMatchObject([{ usesLeft: 3 }]);
    const rules = async (invite: string): Promise<boolean> =>
      (await service.client.ask(AccountService.method.getSignUp, { invite })).reply.inviteValid;
    expect([await rules(first.reply.secret), await rules(again.reply.secret)]).toEqual([
      false,
      true,
    ]);
  });

  test.each([
    ["uses", { uses: 1_001 }],
    ["valid_ms", { validMs: BigInt(31 * 86_400_000) }],
  ])("is INVALID with too large %s", async (field, fields) => {
    const { service, owner } = await workspace();
    const request = withKey(service, fields);
    const refused = await service.client.refusal(createInvite, request, { token: owner.token });
    expect(refused).toMatchObject({ reason: "INVALID", field });
  });
});

describe("secrets", () => {
  test("are in no entry of the log and in no row of the state", async () => {
    const { service, owner, member, botId } = await workspace();
    const as = { token: owner.token };
    const reset = await service.client.ask(
      issueReset,
      withKey(service, { accountId: member.id }),
      as,
    );
    const invite = await service.client.ask(createInvite, withKey(service, {}), as);
    const bot = await service.client.ask(issueBotToken, withKey(service, { accountId: botId }), as);
    const kept = Buffer.concat([...service.log.proposed, service.chat.serialize()]);
    for (const secret of [reset.reply.reset, invite.reply.secret, bot.reply.token, owner.token]) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(kept.includes(secret)).toBe(false);
      expect(kept.includes(Buffer.from(secret, "base64url"))).toBe(false);
    }
  });
});

describe("the export of everything", () => {
  test("leaves a line in the log that says who asked, for each page and for nobody who was refused", async () => {
    const lines: object[] = [];
    const warn = (fields: object, message: string): void => void lines.push({ ...fields, message });
    const service = await startService({ level: 2, logger: { ...silentLogger, warn } });
    const owner = await service.signUp("Owner");
    const member = await service.signUp("Ann");
    await service.room("Hall", member);
    const as = { token: owner.token };
    const { reply } = await service.client.ask(exportAll, {}, as);
    expect(reply.conversations).toMatchObject([{ name: "Hall" }]);
    await service.client.ask(exportAll, { cursor: reply.nextCursor }, as);
    const refusal = await service.client.refusal(exportAll, {}, { token: member.token });
    expect(refusal.reason).toBe("FORBIDDEN");
    const message = "an administrator exports every conversation";
    expect(lines).toEqual([
      { accountId: owner.id, isFirst: true, message },
      { accountId: owner.id, isFirst: false, message },
    ]);
  });
});
