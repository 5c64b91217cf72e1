import { OperatorService, Standing } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { ClusterService, Role } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { describe, expect, test } from "vitest";
import type { Logger } from "../lib/logger.ts";
import { MembershipRefusal } from "../ports.ts";
import { memberNumber } from "./memory-membership.ts";
import { OPERATOR_TOKEN, startService } from "./service-fixture.ts";

const { getMembership, changeMembership, transferLeadership } = OperatorService.method;
const operator = { token: OPERATOR_TOKEN };
const addFour = { change: { case: "addLearner", value: memberNumber(4) } } as const;
const voters = (...names: string[]) =>
  ({ change: { case: "setVoters", value: { names } } }) as const;

describe("the members", () => {
  test("are told to anybody at this port, at the addresses in force, with what each counts for", async () => {
    const { client, membership } = await startService();
    await client.ask(changeMembership, addFour, operator);
    membership.isChanging = true;
    const { reply } = await client.ask(getMembership, {});
    expect(reply).toMatchObject({ node: "n1", leader: "n1", index: 2n, changing: true });
    expect(reply.members.map(({ name, client, standing }) => [name, client, standing])).toEqual([
      ["n1", "moved:7101", Standing.VOTER],
      ["n2", "moved:7102", Standing.VOTER],
      ["n3", "moved:7103", Standing.VOTER],
      ["n4", "moved:7104", Standing.LEARNER],
    ]);
  });

  test("are told without a leader too, with the names that are never given again", async () => {
    const { client, log } = await startService();
    await client.ask(changeMembership, voters("n1", "n2"), operator);
    log.lead("");
    const { reply } = await client.ask(getMembership, {});
    expect(reply.leader).toBe("");
    expect(reply.retired).toEqual(["n3"]);
  });

  test("come with the room on their disks, as far as it is known", async () => {
    const heard = {
      role: "follower" as const,
      term: 3,
      leader: "n1",
      lastIndex: 7,
      commitIndex: 7,
      appliedIndex: 7,
      uptimeMs: 1,
      streams: 0,
      memoryBytes: 1,
      disk: { freeBytes: 9_000, isFull: true },
      notes: [],
      agreedIndex: 4,
      divergedAt: 5,
      isRecovering: true,
      featureLevel: 2,
    };
    const two = { ...memberNumber(2), reachable: true, heardMsAgo: 1, report: heard };
    const three = { ...memberNumber(3), reachable: false, heardMsAgo: 1, report: null };
    const { client } = await startService({ peers: [two, three] });
    const { reply } = await client.ask(getMembership, {});
    expect(reply.news.map((one) => [one.node, one.diskFreeBytes, one.diskFull])).toEqual([
      ["n1", 1_000_000n, false],
      ["n2", 9_000n, true],
      ["n3", 0n, false],
    ]);
    expect(reply.news.map(({ recovering }) => recovering)).toEqual([false, true, false]);
    expect(reply.news.map((one) => [one.agreedIndex, one.divergedAt])).toEqual([
      [0n, 0n],
      [4n, 5n],
      [0n, 0n],
    ]);
  });

  test("that learn are learners in the cluster view", async () => {
    const report = {
      role: "follower" as const,
      term: 3,
      leader: "n1",
      lastIndex: 7,
      commitIndex: 7,
      appliedIndex: 7,
      uptimeMs: 1,
      streams: 0,
      memoryBytes: 1,
      disk: { freeBytes: 5_000_000_000, isFull: false },
      notes: [],
      agreedIndex: 0,
      divergedAt: 0,
      isRecovering: false,
      featureLevel: 1,
    };
    const { id, name } = memberNumber(4);
    const peer = { id, name, reachable: true, heardMsAgo: 1, report };
    const { client, signUp } = await startService({ peers: [peer] });
    const { token } = await signUp("ada");
    const rowOf4 = async () => {
      const { reply } = await client.ask(ClusterService.method.getCluster, {}, { token });
      return reply.nodes.find(({ node }) => node === "n4")?.role;
    };
    expect(await rowOf4()).toBe(Role.FOLLOWER);
    await client.ask(changeMembership, addFour, operator);
    expect(await rowOf4()).toBe(Role.LEARNER);
  });
});

describe("a change", () => {
  test("is answered with the members in force", async () => {
    const { client } = await startService();
    await client.ask(changeMembership, addFour, operator);
    const { reply } = await client.ask(changeMembership, voters("n1", "n2", "n4"), operator);
    expect(reply.members.map(({ name }) => name)).toEqual(["n1", "n2", "n4"]);
    const removed = { change: { case: "removeLearner", value: "n4" } } as const;
    await client.ask(changeMembership, voters("n1", "n2"), operator);
    expect(await client.refusal(changeMembership, removed, operator)).toMatchObject({
      reason: "UNKNOWN_MEMBER",
      details: "The cluster has no member n4; it has n1, n2.",
    });
  });

  test.each([
    { what: "nobody", options: {} },
    { what: "somebody with another token", options: { token: "x".padEnd(43, "-") } },
    { what: "somebody with half a token", options: { token: OPERATOR_TOKEN.slice(0, 20) } },
  ])("by $what is refused, logged and changes nothing", async ({ options }) => {
    const lines: string[] = [];
    const record = (_fields: object, sentence: string): void => void lines.push(sentence);
    const logger: Logger = { debug: record, info: record, warn: record, error: record };
    const { client, membership } = await startService({ logger });
    const refusal = await client.refusal(changeMembership, addFour, options);
    expect(refusal).toMatchObject({ reason: "FORBIDDEN", code: 7 });
    expect(refusal.details).toContain("operator-token");
    expect((await client.refusal(transferLeadership, {}, options)).reason).toBe("FORBIDDEN");
    expect(membership.committedConfiguration().index).toBe(1);
    // Two refusals, and the disk hears of the first.
    expect(lines.filter((line) => line.includes("no operator"))).toHaveLength(1);
  });

  test("by a person who chats is refused", async () => {
    const { client, signUp } = await startService();
    const { token } = await signUp("eve");
    expect(await client.refusal(changeMembership, addFour, { token })).toMatchObject({
      reason: "FORBIDDEN",
    });
  });

  test("is refused by a node that has no operator's token, whatever is shown to it", async () => {
    const { client } = await startService({ hasOperatorToken: false });
    const refusal = await client.refusal(changeMembership, addFour, operator);
    expect(refusal.details).toMatch(/has no operator token.*Copy operator-token/);
  });

  test.each([
    { leader: "n2", reason: "NOT_LEADER" },
    { leader: "", reason: "NO_LEADER" },
  ])("asked of a node while '$leader' leads is $reason", async ({ leader, reason }) => {
    const { client, log } = await startService();
    log.lead(leader);
    expect((await client.refusal(changeMembership, addFour, operator)).reason).toBe(reason);
    expect((await client.refusal(transferLeadership, {}, operator)).reason).toBe(reason);
  });

  test.each([
    "BUSY",
    "NOT_CAUGHT_UP",
    "UNHEALTHY",
    "DUPLICATE",
    "LAST_VOTER",
    "OUTCOME_UNKNOWN",
  ] as const)("that consensus refuses as %s says so in its words", async (reason) => {
    const { client, membership } = await startService();
    membership.refusal = new MembershipRefusal(reason, "n3 is silent. Start it first.");
    const refusal = await client.refusal(changeMembership, voters("n1"), operator);
    expect(refusal).toMatchObject({ reason, details: "n3 is silent. Start it first." });
    expect(await client.refusal(transferLeadership, {}, operator)).toMatchObject({ reason });
  });

  test.each([
    { what: "nothing", change: {}, field: "change" },
    {
      what: "an id that is none",
      change: { change: { case: "addLearner", value: { ...memberNumber(4), id: "4" } } },
      field: "add_learner.id",
    },
    {
      what: "a name that is none",
      change: { change: { case: "addLearner", value: { ...memberNumber(4), name: "../n4" } } },
      field: "add_learner.name",
    },
    {
      what: "an address that is none",
      change: { change: { case: "addLearner", value: { ...memberNumber(4), http: "http://x/" } } },
      field: "add_learner",
    },
  ] as const)("that asks for $what is INVALID", async ({ change, field }) => {
    const { client } = await startService();
    expect(await client.refusal(changeMembership, change, operator)).toMatchObject({
      reason: "INVALID",
      field,
    });
  });
});

describe("leadership", () => {
  test("goes to the member named, or to one that the leader chooses", async () => {
    const { client, log } = await startService();
    expect((await client.ask(transferLeadership, { to: "n3" }, operator)).reply.leader).toBe("n3");
    log.lead("n1");
    expect((await client.ask(transferLeadership, {}, operator)).reply.leader).toBe("n2");
  });

  test("does not go to somebody unknown", async () => {
    const { client } = await startService();
    expect(await client.refusal(transferLeadership, { to: "n9" }, operator)).toMatchObject({
      reason: "UNKNOWN_MEMBER",
    });
  });
});
