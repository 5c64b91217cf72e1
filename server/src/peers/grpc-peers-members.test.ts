/** Members that come and go while the transport runs, and callers who are none. */
import { describe, expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../lib/logger.ts";
import type { Logger } from "../lib/logger.ts";
import { encodeMessage } from "../raft/message-codec.ts";
import type { Message } from "../raft/messages.ts";
import type { Member } from "../raft/types.ts";
import { createMember } from "./grpc-peer-pair.ts";
import { clusterId, clusterKey, memberId, until } from "./grpc-peer-network.ts";
import { GrpcPeers } from "./grpc-peers.ts";
import { createRecordingLogger } from "./recording-logger.ts";
import { knock, proved } from "./stranger.ts";
import type { Item } from "./stranger.ts";

interface Options {
  readonly logger?: Logger;
  readonly isLeaderless?: () => boolean;
  readonly isRetired?: () => boolean;
  readonly clusterId?: string;
}

/** One member's transport on a port of its own, which knows nobody yet. */
async function start(at: number, options: Options = {}) {
  const heard = createMember();
  const transport = new GrpcPeers({
    identity: {
      clusterId: options.clusterId ?? clusterId,
      id: memberId(at),
      name: `n${at + 1}`,
      clusterKey,
      incarnation: 1,
    },
    listen: "127.0.0.1:0",
    others: [],
    isLeaderless: options.isLeaderless ?? (() => false),
    isRetired: options.isRetired ?? (() => false),
    logger: options.logger ?? silentLogger,
  });
  await transport.start(heard.handlers);
  onTestFinished(() => transport.close());
  const { address } = transport;
  const name = `n${at + 1}`;
  const member: Member = { id: memberId(at), name, peer: address, client: address, http: address };
  return { ...heard, transport, member };
}

type Started = Awaited<ReturnType<typeof start>>;

const membersOf = (...all: readonly Started[]): readonly Member[] =>
  all.map(({ member }) => member);

async function startTogether(...all: readonly Started[]): Promise<void> {
  for (const one of all) one.transport.setMembers(membersOf(...all));
  await until("all up", () => all.every((one) => one.upNow.size === all.length - 1));
}

function heartbeat(from: number, to: number): Message {
  const envelope = { from: memberId(from), to: memberId(to), term: 1 };
  return { type: "heartbeatRequest", ...envelope, commit: 0, round: 1 };
}

describe("members that change", () => {
  test("a member that is added is dialled and heard, and the others notice nothing", async () => {
    const [first, second, third] = [await start(0), await start(1), await start(2)];
    await startTogether(first, second);
    for (const one of [first, second, third]) {
      one.transport.setMembers(membersOf(first, second, third));
    }
    await until("three up", () => [first, second, third].every((one) => one.upNow.size === 2));
    third.transport.send(heartbeat(2, 0));
    await until("heard", () => first.messages.length === 1);
    expect([...first.downs, ...second.downs]).toEqual([]);
  });

  test("a member that goes hears goodbye, and its knocking is refused, counted and logged once", async () => {
    const { logger, lines } = createRecordingLogger();
    const [first, second] = [await start(0, { logger }), await start(1)];
    await startTogether(first, second);
    first.transport.setMembers(membersOf(first));
    await until("both down", () => first.downs.length === 1 && second.downs.length === 1);
    expect([first.downs[0]?.graceful, second.downs[0]?.graceful]).toEqual([true, true]);
    // It does not know, and dials on.
    await until("knocked", () => first.transport.refusals.count("REMOVED") >= 3);
    expect(lines.filter((line) => line.includes("was removed from the cluster"))).toHaveLength(1);
    second.transport.send(heartbeat(1, 0));
    expect(first.messages).toEqual([]);
    expect(first.upNow.size).toBe(0);
  });

  test("a member that is named again after its removal was undone is let in again", async () => {
    const [first, second] = [await start(0), await start(1)];
    await startTogether(first, second);
    first.transport.setMembers(membersOf(first));
    await until("down", () => second.downs.length === 1);
    first.transport.setMembers(membersOf(first, second));
    await until("up again", () => first.upNow.size === 1 && second.upNow.size === 1);
  });

  test("naming the same members again changes nothing", async () => {
    const [first, second] = [await start(0), await start(1)];
    await startTogether(first, second);
    first.transport.setMembers(membersOf(first, second));
    first.transport.send(heartbeat(0, 1));
    await until("heard", () => second.messages.length === 1);
    expect([...first.downs, ...second.downs]).toEqual([]);
  });
});

describe("one whom the log does not name", () => {
  test("is let in while no leader is heard, and called back where it says it is", async () => {
    const [behind, leader] = [await start(0, { isLeaderless: () => true }), await start(1)];
    leader.transport.setMembers(membersOf(behind, leader));
    await until("both up", () => behind.upNow.size === 1 && leader.upNow.size === 1);
    leader.transport.send(heartbeat(1, 0));
    await until("heard", () => behind.messages.length === 1);
    behind.transport.send(heartbeat(0, 1));
    await until("answered", () => leader.messages.length === 1);
    // Members of a time in which it was none: it stays until the log has named it.
    behind.transport.setMembers(membersOf(behind));
    behind.transport.send(heartbeat(0, 1));
    await until("still heard", () => leader.messages.length === 2);
  });

  test("is refused and counted while a leader is heard", async () => {
    const [first, unknown] = [await start(0), await start(1)];
    unknown.transport.setMembers(membersOf(first, unknown));
    await until("refused", () => first.transport.refusals.count("NOT_A_MEMBER") >= 2);
    expect([first.upNow.size, unknown.upNow.size]).toEqual([0, 0]);
  });

  test("is refused as removed when the log says so, and sent away when it says so only later", async () => {
    const retired = { is: true };
    const options = { isLeaderless: () => true, isRetired: () => retired.is };
    const [first, gone] = [await start(0, options), await start(1)];
    gone.transport.setMembers(membersOf(first, gone));
    await until("refused", () => first.transport.refusals.count("REMOVED") >= 1);
    expect(first.upNow.size).toBe(0);
    retired.is = false;
    await until("up", () => first.upNow.size === 1 && gone.upNow.size === 1);
    retired.is = true;
    first.transport.setMembers(membersOf(first));
    await until("down", () => first.downs.length === 1 && gone.downs.length === 1);
    expect(gone.downs[0]?.graceful).toBe(true);
  });

  test("and is of another cluster is refused whatever this node hears", async () => {
    const first = await start(0, { isLeaderless: () => true });
    const foreign = await start(1, { clusterId: "another" });
    foreign.transport.setMembers(membersOf(first, foreign));
    await until("refused", () => first.transport.refusals.count("OTHER_CLUSTER") >= 1);
    expect(first.upNow.size).toBe(0);
  });

  test.each([
    { what: "no address", fields: { name: "n2", address: "" } },
    { what: "no name", fields: { name: "", address: "127.0.0.1:1" } },
    { what: "a name that is none", fields: { name: "../n2", address: "127.0.0.1:1" } },
  ])("and gives $what is refused after its proof", async ({ fields }) => {
    const first = await start(0, { isLeaderless: () => true });
    const ended = await knock({ addressOf: () => first.member.peer }, (challenge) =>
      proved(challenge).map((item): Item => {
        if (item.case !== "hello") return item;
        return { case: "hello", value: { ...item.value, ...fields } };
      }),
    );
    expect(ended.details).toContain("does not say where it is");
    expect(first.transport.refusals.count("NOT_A_MEMBER")).toBe(1);
    expect(first.upNow.size).toBe(0);
  });
});

test("what a member once said to prove itself proves nothing a second time", async () => {
  const [first, second] = [await start(0), await start(1)];
  first.transport.setMembers(membersOf(first, second));
  let recorded: Item[] = [];
  const goodbye: Item = { case: "goodbye", value: {} };
  const network = { addressOf: () => first.member.peer };
  await knock(network, (challenge) => {
    recorded = proved(challenge);
    return [...recorded, goodbye];
  });
  expect(first.transport.refusals.count("WRONG_KEY")).toBe(0);
  const replayed = await knock(network, () => recorded);
  expect(replayed.details).toContain("does not hold the cluster key");
  expect(first.transport.refusals.count("WRONG_KEY")).toBe(1);
  expect(first.messages).toEqual([]);
});

describe("a whole conversation that was recorded, said again at once", () => {
  const raft = [1, 2, 3].map((term): Item => {
    const envelope = { from: memberId(1), to: memberId(0), term };
    const message = { type: "heartbeatRequest", ...envelope, commit: 9, round: 1 } as const;
    return { case: "raft", value: encodeMessage(message) };
  });

  test.each([
    { whose: "of another cluster", reason: "OTHER_CLUSTER", isRetired: false, in: "another" },
    { whose: "of a member that was removed", reason: "REMOVED", isRetired: true, in: clusterId },
    { whose: "of a member of this one", reason: "WRONG_KEY", isRetired: false, in: clusterId },
  ] as const)("$whose is heard by nobody and counted", async (row) => {
    const { logger, lines } = createRecordingLogger();
    const isRetired = (): boolean => row.isRetired;
    const first = await start(0, { logger, isRetired, isLeaderless: () => true });
    const said = proved(new Uint8Array(32).fill(1)).map((item): Item => {
      if (item.case !== "hello") return item;
      return { case: "hello", value: { ...item.value, clusterId: row.in } };
    });
    const network = { addressOf: () => first.member.peer };
    for (const time of [1, 2]) {
      await knock(network, () => [...said, ...raft], { waits: false });
      expect(first.transport.refusals.count(row.reason)).toBe(time);
    }
    expect(lines.filter((line) => line.includes(`"reason":"${row.reason}"`))).toHaveLength(1);
    expect(first.messages).toEqual([]);
    expect(first.upNow.size).toBe(0);
  });
});
