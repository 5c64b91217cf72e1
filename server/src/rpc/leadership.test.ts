import { AccountService, TokenDelivery } from "@parley/proto/es/parley/v1/account_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import { describe, expect, test } from "vitest";
import { AssertionFailure } from "../lib/assert.ts";
import { LIMITS } from "../limits.ts";
import type { LogRefusalReason } from "../ports.ts";
import { tokenSha256 } from "./caller-token.ts";
import { propose } from "./proposing.ts";
import { freshKey, PASSWORD, startService } from "./service-fixture.ts";
import type { Service } from "./service-fixture.ts";

const { write } = WriteService.method;
const { listConversations } = ConversationService.method;

function oneRow(service: Service) {
  const operation = { case: "createRoom", value: { name: "Garden" } } as const;
  return { rows: [{ key: freshKey(service.log), operation }] };
}

describe("every answer", () => {
  test("names its node, its term and the leader, good or bad", async () => {
    const service = await startService();
    const { headers } = await service.client.ask(ClusterService.method.now, {});
    expect(headers.getMap()).toMatchObject({
      "parley-node": "n1",
      "parley-term": "3",
      "parley-leader": "n1",
    });
    service.log.lead("n4", 9);
    const refused = await service.client.refusal(listConversations, {});
    expect(refused.metadata.getMap()).toMatchObject({
      "parley-node": "n1",
      "parley-term": "9",
      "parley-leader": "n4",
    });
  });
});

describe("a node that does not lead", () => {
  test("redirects a write at once, before it looks at anything else", async () => {
    const service = await startService();
    service.log.lead("n4");
    const refused = await service.client.refusal(write, { rows: [] });
    expect(refused).toMatchObject({ code: 9, reason: "NOT_LEADER" });
    expect(refused.metadata.get("parley-leader")).toEqual(["n4"]);
    expect(service.log.proposed).toHaveLength(0);
  });

  test("redirects log-in and sign-up before a password is hashed", async () => {
    const service = await startService();
    service.log.lead("n4");
    const request = {
      key: freshKey(service.log),
      name: "Ann",
      password: PASSWORD,
      delivery: TokenDelivery.BODY,
    };
    const { createAccount, logIn } = AccountService.method;
    expect((await service.client.refusal(createAccount, request)).reason).toBe("NOT_LEADER");
    expect((await service.client.refusal(logIn, request)).reason).toBe("NOT_LEADER");
  });

  test("still serves reads", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.lead("n4");
    const { reply } = await service.client.ask(listConversations, {}, { token });
    expect(reply.index).toBe(1n);
  });
});

describe("without a leader", () => {
  test("a write is refused with NO_LEADER, and a read too", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.lead("");
    expect(await service.client.refusal(write, oneRow(service), { token })).toMatchObject({
      code: 14,
      reason: "NO_LEADER",
    });
    const refused = await service.client.refusal(listConversations, {}, { token });
    expect(refused).toMatchObject({ code: 14, reason: "NO_LEADER" });
  });

  test("who leads and what the cluster looks like are answered", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.lead("");
    const now = await service.client.ask(ClusterService.method.now, {});
    expect(now.reply).toMatchObject({ node: "n1", leader: "" });
    const cluster = await service.client.ask(ClusterService.method.getCluster, {}, { token });
    expect(cluster.reply.nodes).toHaveLength(1);
  });
});

describe("what the log refuses", () => {
  const reasons: { refusal: LogRefusalReason; code: number }[] = [
    { refusal: "NO_LEADER", code: 14 },
    { refusal: "DRAINING", code: 14 },
    { refusal: "OUTCOME_UNKNOWN", code: 14 },
    { refusal: "OVERLOADED", code: 8 },
    { refusal: "TOO_LARGE", code: 3 },
    { refusal: "NOT_LEADER", code: 9 },
  ];
  test.each(reasons)("$refusal reaches the caller by that name", async ({ refusal, code }) => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.refusal = refusal;
    const refused = await service.client.refusal(write, oneRow(service), { token });
    expect(refused).toMatchObject({ code, reason: refusal });
    if (refusal === "OVERLOADED") expect(refused.metadata.get("parley-retry-ms")).toEqual(["100"]);
  });

  test("a key from another age is KEY_EXPIRED, of the whole batch", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    const [row] = oneRow(service).rows;
    const rows = [{ ...row, key: { ...freshKey(service.log), bornMs: 1n } }];
    expect(await service.client.refusal(write, { rows }, { token })).toMatchObject({
      code: 9,
      reason: "KEY_EXPIRED",
    });
  });

  test("a session that has just ended is BAD_SESSION, although this node remembered it", async () => {
    const service = await startService();
    const ann = await service.signUp("Ann");
    await service.client.ask(write, oneRow(service), { token: ann.token });
    await service.client.ask(AccountService.method.logOut, {}, { token: ann.token });
    expect(
      await service.client.refusal(write, oneRow(service), { token: ann.token }),
    ).toMatchObject({ reason: "BAD_SESSION" });
  });

  test("and is not proposed for again once the log has said so", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    await service.client.ask(write, oneRow(service), { token });
    // Ended through another node: this one still remembers the session.
    const value = { tokenSha256: tokenSha256(token) };
    await propose(service, { case: "logOut", value }, "loggedOut", 1_000);
    const before = service.log.proposed.length;
    for (const proposed of [before + 1, before + 1]) {
      const refused = await service.client.refusal(write, oneRow(service), { token });
      expect(refused.reason).toBe("BAD_SESSION");
      expect(service.log.proposed).toHaveLength(proposed);
    }
  });
});

describe("a deadline", () => {
  test("that ends in the log leaves the outcome unknown, within the caller's time", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.isStalled = true;
    const startedAt = performance.now();
    const refused = await service.client.refusal(write, oneRow(service), {
      token,
      toldDeadlineMs: 300,
    });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    // On a busy machine the bare timeout of grpc-js may be first; to a client both mean "unknown".
    expect(["OUTCOME_UNKNOWN", ""]).toContain(refused.reason);
    expect([4, 14]).toContain(refused.code);
    // The reason was given time to arrive before it.
    expect(service.log.lastDeadlineMs).toBeLessThanOrEqual(280);
    expect(service.log.lastDeadlineMs).toBeGreaterThan(0);
  });

  test("of an hour is cut to our own limit", async () => {
    const service = await startService();
    await service.client.ask(
      AccountService.method.createAccount,
      {
        key: freshKey(service.log),
        name: "Ann",
        password: PASSWORD,
        delivery: TokenDelivery.BODY,
      },
      { toldDeadlineMs: 3_600_000 },
    );
    expect(service.log.lastDeadlineMs).toBeLessThanOrEqual(LIMITS.callMs);
  });

  test("too short to say anything in keeps the work out of the log", async () => {
    const service = await startService();
    const request = {
      key: freshKey(service.log),
      name: "Ann",
      password: PASSWORD,
      delivery: TokenDelivery.BODY,
    };
    const refused = await service.client.refusal(AccountService.method.createAccount, request, {
      toldDeadlineMs: 3,
    });
    expect(refused).toMatchObject({ code: 8, reason: "OVERLOADED" });
    await service.signUp("Bob");
    expect(service.log.proposed).toHaveLength(1);
  });
});

describe("a mistake of our own", () => {
  test("is answered as INTERNAL and ends nothing", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    service.log.propose = () => Promise.reject(new Error("boom"));
    const refused = await service.client.refusal(write, oneRow(service), { token });
    expect(refused).toMatchObject({ code: 13, reason: "INTERNAL" });
    expect(refused.details).not.toContain("boom");
    expect(service.fatal).toEqual([]);
    await service.client.ask(ClusterService.method.now, {});
  });

  test("ends the process when it is a broken invariant", async () => {
    const service = await startService();
    const { token } = await service.signUp("Ann");
    const failure = new AssertionFailure("invariant broken");
    service.log.propose = () => Promise.reject(failure);
    await service.client.refusal(write, oneRow(service), { token });
    expect(service.fatal).toEqual([failure]);
  });
});
