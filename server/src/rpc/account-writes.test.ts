import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import { describe, expect, test } from "vitest";
import { raiseCommand } from "../chat/raise-command.ts";
import { freshKey, PASSWORD, startService, type Person, type Service } from "./service-fixture.ts";

const {
  changePassword,
  createAccount,
  deleteAccount,
  getSession,
  getSignUp,
  listSessions,
  logIn,
  resetPassword,
} = AccountService.method;

const OTHER = "another horse battery";
const delivery = TokenDelivery.BODY;

function enter(service: Service, name: string, password: string, label = "") {
  const key = freshKey(service.log);
  return service.client.ask(logIn, { key, name, password, delivery, label });
}

const isIn = async (service: Service, token: string): Promise<boolean> =>
  (await service.client.refusal(getSession, {}, { token }).then(
    ({ reason }) => reason,
    () => "",
  )) === "";

function change(service: Service, { token }: Person, changes: object = {}) {
  const key = freshKey(service.log);
  return {
    request: { key, oldPassword: PASSWORD, newPassword: OTHER, ...changes },
    with: { token },
  };
}

describe("changing the password", () => {
  test("lets in with the new one only, and ends the other sessions", async () => {
    const service = await startService({ level: 2 });
    const ann = await service.signUp("Ann");
    const { reply } = await enter(service, "Ann", PASSWORD);
    const { request, with: as } = change(service, ann);
    const changed = await service.client.ask(changePassword, request, as);
    expect(changed.reply.endedSessions).toBe(1);
    expect(await isIn(service, ann.token)).toBe(true);
    expect(await isIn(service, reply.session?.token ?? "")).toBe(false);
    await enter(service, "Ann", OTHER);
    await expect(enter(service, "Ann", PASSWORD)).rejects.toMatchObject({ code: 16 });
  });

  test("is answered again under its key, although the old password is wrong by then", async () => {
    const service = await startService({ level: 2 });
    const ann = await service.signUp("Ann");
    const { request, with: as } = change(service, ann);
    const first = await service.client.ask(changePassword, request, as);
    const again = await service.client.ask(changePassword, request, as);
    expect(again.reply).toEqual(first.reply);
  });

  test("needs the old one, and one that is none of the first to be tried", async () => {
    const service = await startService({ level: 2 });
    const ann = await service.signUp("Ann");
    const wrong = change(service, ann, { oldPassword: "wrong horse" });
    const before = service.log.proposed.length;
    expect(await service.client.refusal(changePassword, wrong.request, wrong.with)).toMatchObject({
      reason: "BAD_CREDENTIALS",
      field: "old_password",
    });
    const weak = change(service, ann, { newPassword: "password" });
    expect(await service.client.refusal(changePassword, weak.request, weak.with)).toMatchObject({
      reason: "INVALID",
      field: "new_password",
    });
    expect(service.log.proposed).toHaveLength(before);
  });
});

describe("deleting one's account", () => {
  test("signs out everywhere, and a repeat without a session hears the same", async () => {
    const service = await startService({ level: 2 });
    await service.signUp("Owner");
    const ann = await service.signUp("Ann");
    const request = { key: freshKey(service.log), password: PASSWORD };
    const as = { token: ann.token };
    const first = await service.client.ask(deleteAccount, request, as);
    expect(first.headers.get("set-cookie")[0]).toMatch(/^__Host-parley=; .*Max-Age=0$/);
    expect(await isIn(service, ann.token)).toBe(false);
    const again = await service.client.ask(deleteAccount, request, as);
    expect(again.reply).toEqual(first.reply);
    const other = { ...request, key: freshKey(service.log) };
    expect((await service.client.refusal(deleteAccount, other, as)).reason).toBe("BAD_SESSION");
  });

  test("needs the password, and another owner", async () => {
    const service = await startService({ level: 2 });
    const { token } = await service.signUp("Owner");
    const wrong = { key: freshKey(service.log), password: "wrong horse" };
    expect((await service.client.refusal(deleteAccount, wrong, { token })).reason).toBe(
      "BAD_CREDENTIALS",
    );
    const right = { ...wrong, password: PASSWORD };
    expect((await service.client.refusal(deleteAccount, right, { token })).reason).toBe(
      "FORBIDDEN",
    );
  });
});

describe("a reset link", () => {
  async function issued() {
    const service = await startService({ level: 2 });
    const owner = await service.signUp("Owner");
    const ann = await service.signUp("Ann");
    const request = { key: freshKey(service.log), accountId: ann.id };
    const as = { token: owner.token };
    const { reply } = await service.client.ask(AdminService.method.issueReset, request, as);
    const key = freshKey(service.log);
    return { service, ann, use: { key, reset: reply.reset, newPassword: OTHER, delivery } };
  }

  test("gives a password and a session, once; a repeat proves the password", async () => {
    const { service, ann, use } = await issued();
    const first = await service.client.ask(resetPassword, use);
    expect(first.reply.session?.account).toMatchObject({ id: ann.id, name: "Ann" });
    expect(await isIn(service, ann.token)).toBe(false);
    expect(await isIn(service, first.reply.session?.token ?? "")).toBe(true);
    const again = await service.client.ask(resetPassword, use);
    expect(await isIn(service, first.reply.session?.token ?? "")).toBe(false);
    expect(await isIn(service, again.reply.session?.token ?? "")).toBe(true);
    const wrong = { ...use, newPassword: "yet another horse" };
    expect((await service.client.refusal(resetPassword, wrong)).reason).toBe("BAD_CREDENTIALS");
    const other = { ...use, key: freshKey(service.log) };
    expect(await service.client.refusal(resetPassword, other)).toMatchObject({
      reason: "NOT_FOUND",
      field: "reset",
    });
  });

  test("that is not there costs nothing: it is refused before the log", async () => {
    const { service, use } = await issued();
    const before = service.log.proposed.length;
    const reasons = await Promise.all(
      ["A".repeat(43), "no secret"].map(
        async (reset) => (await service.client.refusal(resetPassword, { ...use, reset })).reason,
      ),
    );
    expect(reasons).toEqual(["NOT_FOUND", "INVALID"]);
    expect(service.log.proposed).toHaveLength(before);
  });
});

describe("suspension", () => {
  test("is told only to who knows the password", async () => {
    const service = await startService({ level: 2 });
    const owner = await service.signUp("Owner");
    const ann = await service.signUp("Ann");
    const value = { accountId: ann.id, suspended: true };
    await service.write(owner, { case: "suspendAccount", value });
    const attempt = (password: string) =>
      service.client.refusal(logIn, {
        key: freshKey(service.log),
        name: "Ann",
        password,
        delivery,
      });
    expect(await attempt(PASSWORD)).toMatchObject({ code: 7, reason: "SUSPENDED" });
    expect(await attempt("wrong horse")).toMatchObject({ reason: "BAD_CREDENTIALS" });
    expect(await isIn(service, ann.token)).toBe(false);
  });
});

describe("the list of sessions", () => {
  test("says what each is called, and which one asks", async () => {
    const service = await startService({ level: 2 });
    const ann = await service.signUp("Ann");
    await enter(service, "Ann", PASSWORD, "Firefox on Linux");
    const as = { token: ann.token };
    const { reply } = await service.client.ask(listSessions, {}, as);
    const said = reply.sessions.map(({ label, current }) => `${label || "none"} ${current}`);
    expect(new Set(said)).toEqual(new Set(["none true", "Firefox on Linux false"]));
    const other = reply.sessions.find(({ current }) => !current)?.id ?? "";
    const value = { sessionId: other, accountId: "" };
    const { outcome } = await service.write(ann, { case: "endSession", value });
    expect(outcome).toMatchObject({ case: "sessionsEnded", value: { count: 1 } });
  });
});

describe("below the feature level that knows them", () => {
  test("new calls and rows are UPGRADING, before the log, until it is raised", async () => {
    const service = await startService();
    const ann = await service.signUp("Ann");
    const as = { token: ann.token };
    const { request } = change(service, ann);
    const before = service.log.proposed.length;
    const refused = await service.client.refusal(changePassword, request, as);
    expect(refused).toMatchObject({ code: 14, reason: "UPGRADING" });
    expect(refused.metadata.get("parley-retry-ms")).toEqual(["500"]);
    const row = { case: "setProfile", value: { displayName: "Annie" } } as const;
    await expect(service.write(ann, row)).rejects.toMatchObject({ code: 14 });
    expect(service.log.proposed).toHaveLength(before);
    await service.log.propose(raiseCommand(2), 1_000);
    expect((await service.write({ ...ann, nextSeq: 9n }, row)).outcome.case).toBe("accountChanged");
    await service.client.ask(changePassword, request, as);
  });

  test("signing in goes on, without the label", async () => {
    const service = await startService();
    const ann = await service.signUp("Ann");
    await enter(service, "Ann", PASSWORD, "Firefox on Linux");
    const { reply } = await service.client.ask(listSessions, {}, { token: ann.token });
    expect(reply.sessions.map(({ label }) => label)).toEqual(["", ""]);
  });
});

describe("sign-up by invite", () => {
  test("asks for one before anything is hashed, and tells a repeat from a stranger", async () => {
    const service = await startService({ level: 2 });
    const owner = await service.signUp("Owner");
    await service.write(owner, { case: "setSignUp", value: { policy: 2 } });
    const request = { name: "Ann", password: PASSWORD, delivery };
    const without = { ...request, key: freshKey(service.log) };
    const before = service.log.proposed.length;
    expect(await service.client.refusal(createAccount, without)).toMatchObject({
      reason: "FORBIDDEN",
      field: "invite",
    });
    expect(service.log.proposed).toHaveLength(before);
    const made = await service.client.ask(
      AdminService.method.createInvite,
      { key: freshKey(service.log) },
      { token: owner.token },
    );
    const invite = made.reply.secret;
    const { reply: rules } = await service.client.ask(getSignUp, { invite });
    expect(rules).toMatchObject({ policy: 2, inviteValid: true });
    const invited = { ...without, invite };
    const first = await service.client.ask(createAccount, invited);
    expect(first.reply.session?.account?.name).toBe("Ann");
    // The invite is used up, but this is the same sign-up.
    const again = await service.client.ask(createAccount, invited);
    expect(again.reply.session?.account?.id).toBe(first.reply.session?.account?.id);
    const other = { ...invited, name: "Bob", key: freshKey(service.log) };
    expect(await service.client.refusal(createAccount, other)).toMatchObject({
      reason: "NOT_FOUND",
      field: "invite",
    });
    expect((await service.client.ask(getSignUp, { invite })).reply.inviteValid).toBe(false);
  });
});
