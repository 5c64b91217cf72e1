import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { freshKey, PASSWORD, startService } from "./service-fixture.ts";
import type { Service } from "./service-fixture.ts";

const { createAccount, logIn, logOut, getSession, getAccount, listAccounts } =
  AccountService.method;

function credentials(service: Service, changes: object = {}) {
  const { BODY } = TokenDelivery;
  return {
    key: freshKey(service.log),
    name: "Ann",
    password: PASSWORD,
    delivery: BODY,
    ...changes,
  };
}

describe("signing up", () => {
  test("makes an account and a session at once", async () => {
    const service = await startService();
    const { reply } = await service.client.ask(createAccount, credentials(service));
    expect(reply.index).toBe(1n);
    expect(reply.session?.account?.name).toBe("Ann");
    const token = reply.session?.token ?? "";
    const session = await service.client.ask(getSession, {}, { token });
    expect(session.reply.session?.account).toEqual(reply.session?.account);
    expect(session.reply.session?.token).toBe("");
  });

  test("repeated under its key it verifies the password and logs in; the earlier token ends", async () => {
    const service = await startService();
    const request = credentials(service);
    const first = await service.client.ask(createAccount, request);
    const again = await service.client.ask(createAccount, request);
    expect(again.reply.session?.account).toEqual(first.reply.session?.account);
    expect(again.reply.session?.token).not.toBe(first.reply.session?.token);
    const old = { token: first.reply.session?.token ?? "" };
    expect((await service.client.refusal(getSession, {}, old)).reason).toBe("BAD_SESSION");
    const wrong = { ...request, password: "another password" };
    expect((await service.client.refusal(createAccount, wrong)).reason).toBe("BAD_CREDENTIALS");
  });

  test("refuses a taken name, whatever its case", async () => {
    const service = await startService();
    await service.signUp("Ann");
    const refused = await service.client.refusal(
      createAccount,
      credentials(service, { name: "aNN" }),
    );
    expect(refused).toMatchObject({ code: 6, reason: "TAKEN", field: "name" });
  });
});

describe("signing in", () => {
  test("a wrong password and an unknown name look alike", async () => {
    const service = await startService();
    await service.signUp("Ann");
    const wrong = await service.client.refusal(
      logIn,
      credentials(service, { password: "wrong horse" }),
    );
    const unknown = await service.client.refusal(logIn, credentials(service, { name: "Bob" }));
    expect(wrong).toMatchObject({ code: 16, reason: "BAD_CREDENTIALS" });
    expect(unknown).toEqual({ ...wrong, metadata: unknown.metadata });
    // The Date of HTTP/2 may have moved on by a second.
    for (const { metadata } of [wrong, unknown]) metadata.remove("date");
    expect(unknown.metadata.getMap()).toEqual(wrong.metadata.getMap());
    // Both were refused before the log.
    expect(service.log.proposed).toHaveLength(1);
  });

  test("an absurd name is unknown, too", async () => {
    const service = await startService();
    const request = credentials(service, { name: "x".repeat(100_000) });
    expect((await service.client.refusal(logIn, request)).reason).toBe("BAD_CREDENTIALS");
  });

  test("counts what is unread", async () => {
    const service = await startService();
    const [ann, bob] = [await service.signUp("Ann"), await service.signUp("Bob")];
    const conversationId = await service.room("Garden", ann, bob);
    await service.write(bob, { case: "sendMessage", value: { conversationId, text: "hello" } });
    const { reply } = await service.client.ask(logIn, credentials(service));
    expect(reply.session?.unread).toBe(1);
  });

  test("a repeat replaces the session that its key made", async () => {
    const service = await startService();
    await service.signUp("Ann");
    const request = credentials(service);
    const first = await service.client.ask(logIn, request);
    const again = await service.client.ask(logIn, request);
    const old = { token: first.reply.session?.token ?? "" };
    const fresh = { token: again.reply.session?.token ?? "" };
    expect((await service.client.refusal(getSession, {}, old)).reason).toBe("BAD_SESSION");
    expect((await service.client.ask(getSession, {}, fresh)).reply.session?.account?.name).toBe(
      "Ann",
    );
  });
});

describe("the session cookie", () => {
  test("is set in the initial metadata, the body stays without a token, and it opens the door", async () => {
    const service = await startService();
    const request = credentials(service, { delivery: TokenDelivery.COOKIE });
    const { reply, headers } = await service.client.ask(createAccount, request);
    expect(reply.session?.token).toBe("");
    const [cookie] = headers.get("set-cookie");
    expect(cookie).toMatch(
      /^__Host-parley=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=\d+$/,
    );
    const sent = String(cookie).split(";")[0] ?? "";
    const withCookies = { headers: { cookie: ["theme=dark; x=y", sent] } };
    const session = await service.client.ask(getSession, {}, withCookies);
    expect(session.reply.session?.account?.name).toBe("Ann");
  });

  test("is cleared at log-out, after which the session is unknown", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    const { headers } = await service.client.ask(logOut, {}, { token });
    expect(headers.get("set-cookie")[0]).toMatch(/^__Host-parley=; .*Max-Age=0$/);
    expect((await service.client.refusal(getSession, {}, { token })).reason).toBe("BAD_SESSION");
    expect((await service.client.refusal(logOut, {}, { token })).reason).toBe("BAD_SESSION");
  });

  test("does not open the door from another site", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    const headers = { "sec-fetch-site": "cross-site" };
    const refused = await service.client.refusal(getSession, {}, { token, headers });
    expect(refused).toMatchObject({ code: 7, reason: "FORBIDDEN" });
  });
});

describe("sessions", () => {
  test("end by log time", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.advance(LIMITS.sessionAgeMs);
    expect((await service.client.refusal(getSession, {}, { token })).reason).toBe("BAD_SESSION");
  });

  test("an unknown one is NO_LEADER while nobody can tell, not BAD_SESSION", async () => {
    const service = await startService();
    service.log.lead("");
    const token = "A".repeat(43);
    const refused = await service.client.refusal(getSession, {}, { token });
    expect(refused).toMatchObject({ code: 14, reason: "NO_LEADER" });
  });
});

describe("the directory", () => {
  test("is for people with a session, by page and pattern", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    for (const name of ["Bob", "Bea"]) await service.signUp(name);
    expect((await service.client.refusal(listAccounts, {})).reason).toBe("BAD_SESSION");
    const found = await service.client.ask(listAccounts, { pattern: "b*" }, { token });
    expect(found.reply.accounts.map((account) => account.name)).toEqual(["Bea", "Bob"]);
    const page = await service.client.ask(listAccounts, { pageSize: 1 }, { token });
    const { nextCursor: cursor } = page.reply;
    const next = await service.client.ask(listAccounts, { pageSize: 1, cursor }, { token });
    expect(next.reply.accounts[0]?.name).toBe("Bea");
  });

  test("finds one account by name or id", async () => {
    const service = await startService();
    const ann = await service.signUp("Ann");
    for (const by of [
      { case: "id", value: ann.id },
      { case: "name", value: "ANN" },
    ] as const) {
      const { reply } = await service.client.ask(getAccount, { by }, { token: ann.token });
      expect(reply.account?.name).toBe("Ann");
    }
    const nobody = { by: { case: "name", value: "Zoe" } } as const;
    expect((await service.client.refusal(getAccount, nobody, { token: ann.token })).reason).toBe(
      "NOT_FOUND",
    );
  });
});
