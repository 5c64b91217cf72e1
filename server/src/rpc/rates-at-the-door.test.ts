import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { freshKey, PASSWORD, startService } from "./service-fixture.ts";

const { logIn } = AccountService.method;
const delivery = TokenDelivery.BODY;

describe("too many wrong passwords", () => {
  test("are RATE_LIMITED before anything is hashed, alike for names that nobody has", async () => {
    const service = await startService({ level: 2 });
    await service.signUp("Ann");
    const attempt = (name: string, password: string) =>
      service.client.refusal(logIn, { key: freshKey(service.log), name, password, delivery });
    for (const name of ["Ann", "Nobody"]) {
      for (let at = 0; at < LIMITS.guesses; at += 1)
        expect((await attempt(name, "wrong horse")).reason).toBe("BAD_CREDENTIALS");
    }
    const [known, unknown] = [await attempt("aNN", PASSWORD), await attempt("Nobody", PASSWORD)];
    expect(known).toMatchObject({ code: 8, reason: "RATE_LIMITED" });
    expect(unknown).toMatchObject({ code: 8, reason: "RATE_LIMITED" });
    expect(Number(known.metadata.get("parley-retry-ms")[0])).toBeGreaterThan(60_000);
    expect(known.details).toMatch(
      /^Too many attempts for this name\. Slow down and try again in \d+ s\.$/,
    );
  });
});

describe("searching too fast", () => {
  test("is RATE_LIMITED for that account, before anything is looked at", async () => {
    const service = await startService({ searchesPerSecond: 1, now: () => 0 });
    const [ann, bob] = [await service.signUp("Ann"), await service.signUp("Bob")];
    const { searchMessages } = MessageService.method;
    const wanted = { query: "hello" };
    for (let at = 0; at < LIMITS.searchBurst; at += 1)
      await service.client.ask(searchMessages, wanted, { token: ann.token });
    const refused = await service.client.refusal(searchMessages, wanted, { token: ann.token });
    expect(refused).toMatchObject({ code: 8, reason: "RATE_LIMITED" });
    const { reply } = await service.client.ask(searchMessages, wanted, { token: bob.token });
    expect(reply.messages).toEqual([]);
  });
});

describe("reading too fast", () => {
  test("is RATE_LIMITED for that account and says when to come back; nobody else waits", async () => {
    const service = await startService({ readsPerSecond: 1, now: () => 0 });
    const [ann, bob] = [await service.signUp("Ann"), await service.signUp("Bob")];
    const { getAccount } = AccountService.method;
    const wanted = { by: { case: "name", value: "Bob" } } as const;
    for (let at = 0; at < LIMITS.readBurst; at += 1)
      await service.client.ask(getAccount, wanted, { token: ann.token });
    const refused = await service.client.refusal(getAccount, wanted, { token: ann.token });
    expect(refused).toMatchObject({ code: 8, reason: "RATE_LIMITED" });
    expect(refused.metadata.get("parley-retry-ms")).toEqual(["1000"]);
    const { reply } = await service.client.ask(getAccount, wanted, { token: bob.token });
    expect(reply.account?.name).toBe("Bob");
  });
});

describe("writing too fast", () => {
  test("is RATE_LIMITED for that account, before the log", async () => {
    const service = await startService({ writeRowsPerSecond: 1, level: 2 });
    const [ann, bob] = [await service.signUp("Ann"), await service.signUp("Bob")];
    const row = { case: "setProfile", value: { displayName: "x" } } as const;
    const batch = (clientId: string, batchSeq: number) => ({
      rows: Array.from({ length: LIMITS.batchRows }, (_, at) => ({
        key: freshKey(service.log, BigInt(batchSeq * LIMITS.batchRows + at + 1), clientId),
        operation: row,
      })),
    });
    const as = { token: ann.token };
    const batches = Math.floor(LIMITS.writeBurstRows / LIMITS.batchRows);
    for (let at = 0; at < batches; at += 1) {
      const request = batch(`${ann.clientId}${at}`, 0);
      await service.client.ask(WriteService.method.write, request, as);
    }
    const before = service.log.proposed.length;
    const refused = await service.client.refusal(
      WriteService.method.write,
      batch("late-page", 0),
      as,
    );
    expect(refused).toMatchObject({ code: 8, reason: "RATE_LIMITED" });
    expect(service.log.proposed).toHaveLength(before);
    expect((await service.write(bob, row)).outcome.case).toBe("accountChanged");
  });
});
