import { connect } from "node:net";
import { status } from "@grpc/grpc-js";
import { describe, expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { startPair, startPairUp } from "./grpc-peer-pair.ts";
import { clusterId, clusterKey, memberId, until } from "./grpc-peer-network.ts";
import { freshNonce, proofOf } from "./peer-proof.ts";
import { UNPROVEN_STREAMS } from "./peer-settings.ts";
import { createRecordingLogger } from "./recording-logger.ts";
import { PEER_REFUSALS } from "./refusals.ts";
import { knock, proved } from "./stranger.ts";
import type { Item } from "./stranger.ts";

describe("who is let in", () => {
  test("members with different keys never come up, and each says why in one line", async () => {
    const { logger, lines } = createRecordingLogger();
    const { first, second } = await startPair({
      logger,
      keyOf: (at) => new Uint8Array(32).fill(at),
    });
    await until("refused", () =>
      lines.some((line) => line.includes("does not hold the cluster key")),
    );
    expect(first.upNow.size + second.upNow.size).toBe(0);
    const strangers = lines.filter((line) => line.includes("turned a caller away"));
    expect(strangers.length).toBeLessThanOrEqual(2);
    expect(lines.join()).not.toContain(Buffer.from(clusterKey).toString("hex"));
  });

  const nonce = freshNonce();
  const greeting = {
    clusterId,
    from: memberId(1),
    to: memberId(0),
    incarnation: 1n,
    nonce,
    version: 1,
  };
  const pair = { clusterId, from: memberId(1), to: memberId(0) };
  const hello = (changes: Partial<typeof greeting>): Item => ({
    case: "hello",
    value: { ...greeting, ...changes },
  });
  const strangers: { what: string; says: (challenge: Uint8Array) => Item[] }[] = [
    { what: "speaks before it is asked", says: () => [{ case: "raft", value: new Uint8Array(8) }] },
    {
      what: "proves before it greets",
      says: () => [{ case: "proof", value: { mac: new Uint8Array(32) } }],
    },
    { what: "is of another cluster", says: () => [hello({ clusterId: "another" })] },
    { what: "is no member", says: () => [hello({ from: memberId(9) })] },
    { what: "claims to be the node itself", says: () => [hello({ from: memberId(0) })] },
    { what: "wants another node", says: () => [hello({ to: memberId(1) })] },
    { what: "speaks a later version", says: () => [hello({ version: 2 })] },
    { what: "sends a short challenge", says: () => [hello({ nonce: new Uint8Array(8) })] },
    { what: "says nothing in an item", says: () => [{ case: undefined }] },
    {
      what: "has the wrong key",
      says: (challenge) => [
        hello({}),
        {
          case: "proof",
          value: { mac: proofOf(new Uint8Array(32), "parley peer dials", pair, challenge) },
        },
      ],
    },
    {
      what: "gives back the answer of the node itself",
      says: (challenge) => [
        hello({}),
        {
          case: "proof",
          value: { mac: proofOf(clusterKey, "parley peer answers", pair, challenge) },
        },
      ],
    },
    {
      what: "sends an empty proof",
      says: () => [hello({}), { case: "proof", value: { mac: new Uint8Array(0) } }],
    },
  ];

  test.each(strangers)("a caller that $what is refused and heard by nobody", async ({ says }) => {
    const { network, first } = await startPairUp();
    const ended = await knock(network, says);
    expect(ended.code).toBe(status.UNAUTHENTICATED);
    expect(first.messages).toEqual([]);
    expect(first.downs).toEqual([]);
  });

  test("a caller that says nothing is cut after a second", async () => {
    const { network } = await startPairUp();
    expect((await knock(network, () => [])).details).toContain("no proof of membership in time");
  });

  test("strangers beyond a fixed number are refused at once, and members are let in again when they have gone", async () => {
    const { network, first } = await startPairUp();
    const ends = await Promise.all(
      Array.from({ length: UNPROVEN_STREAMS + 20 }, () => knock(network, () => [])),
    );
    expect(ends.filter((end) => end.code === status.UNAVAILABLE)).toHaveLength(20);
    network.link(1, 0).sever();
    await until("down", () => first.upNow.size === 0);
    network.link(1, 0).mend();
    await until("up again", () => first.upNow.size === 1);
  });
});

test("a member that says goodbye is down gracefully, whichever of its streams ends first", async () => {
  const { network, first } = await startPairUp();
  const goodbye = { case: "goodbye", value: {} } as const;
  const ended = await knock(network, (challenge) => [...proved(challenge), goodbye]);
  expect(ended.code).toBe(status.OK);
  // First the stream that this one replaced, then this one.
  expect(first.downs.map((down) => down.graceful)).toEqual([false, true]);
});

function toldOf(reason: string, lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.includes(`"reason":"${reason}"`));
}

describe("hostile bytes", () => {
  test("a member's malformed message ends its stream, not the node", async () => {
    const { logger, lines } = createRecordingLogger();
    const { network, first } = await startPairUp({ logger });
    const bytes = new Uint8Array([1, 2, 3]);
    await knock(network, (challenge) => [...proved(challenge), { case: "raft", value: bytes }]);
    expect(lines.join("\n")).toContain("sent a malformed message");
    await until("up again", () => first.upNow.size === 1);
    expect(first.messages).toEqual([]);
  });

  test("a member cannot speak for another", async () => {
    const { logger, lines } = createRecordingLogger();
    const { network, first, transport } = await startPairUp({ logger });
    // From the first member itself, whose own codec is used: sender and receiver are the wrong way round.
    transport.send({
      type: "heartbeatRequest",
      from: memberId(1),
      to: memberId(1),
      term: 9,
      commit: 1,
      round: 1,
    });
    await until("noticed", () => lines.some((line) => line.includes("another sender or receiver")));
    await until("up again", () => first.upNow.size === 1);
    expect(network.ids).toHaveLength(2);
  });

  test.each([
    { what: "no HTTP/2", bytes: Buffer.from("GET / HTTP/1.1\r\nhost: x\r\n\r\n") },
    {
      what: "a preface and rubbish",
      bytes: Buffer.from(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\xff".repeat(4096)}`, "latin1"),
    },
  ])("a connection that speaks $what is dropped", async ({ bytes }) => {
    const { network, first } = await startPairUp();
    const { hostname, port } = new URL(`tcp://${network.addressOf(0)}`);
    const socket = connect(Number(port), hostname);
    socket.on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
    const isClosed = new Promise((resolve) => {
      socket.once("close", resolve);
    });
    socket.resume().write(bytes);
    await isClosed;
    expect(first.upNow.size).toBe(1);
    expect(first.downs).toEqual([]);
  });

  const tooLarge: Item = { case: "raft", value: new Uint8Array(LIMITS.peerMessageBytes + 1) };
  const noProtobuf = Buffer.from([0x0a, 0xff, 0xff, 0xff]);

  test.each([
    { what: "a message above the limit", bytes: tooLarge, reason: "TOO_LARGE" },
    { what: "bytes that are no protobuf", bytes: noProtobuf, reason: "MALFORMED" },
  ] as const)("a stranger's $what: refused, counted and logged", async ({ bytes, reason }) => {
    const { logger, lines } = createRecordingLogger();
    const { network, first } = await startPairUp({ logger });
    const ended = await knock(network, () => [bytes]);
    expect(ended.code).toBe(reason === "TOO_LARGE" ? status.RESOURCE_EXHAUSTED : status.INTERNAL);
    await until("counted", () => network.refused(0, reason) === 1);
    expect(toldOf(reason, lines)).toEqual([
      expect.stringContaining(`"claims":"","reason":"${reason}","times":1`),
    ]);
    expect(first.upNow.size).toBe(1);
    expect(first.downs).toEqual([]);
  });

  test.each([
    { what: "a message above the limit", bytes: tooLarge, reason: "TOO_LARGE" },
    { what: "bytes that are no protobuf", bytes: noProtobuf, reason: "MALFORMED" },
  ] as const)(
    "a member's $what: counted under its id, its stream ends, and it comes back",
    async ({ bytes, reason }) => {
      const { logger, lines } = createRecordingLogger();
      const { network, first } = await startPairUp({ logger });
      await knock(network, (challenge) => [...proved(challenge), bytes]);
      await until("counted", () => network.refused(0, reason) === 1);
      expect(toldOf(reason, lines)).toEqual([expect.stringContaining(`"claims":"${memberId(1)}"`)]);
      await until("up again", () => first.upNow.size === 1);
      expect(first.messages).toEqual([]);
    },
  );

  test("a caller that only goes away is not counted as refused", async () => {
    const { network, first } = await startPairUp();
    network.link(1, 0).sever();
    await until("down", () => first.upNow.size === 0);
    for (const reason of PEER_REFUSALS) expect(network.refused(0, reason)).toBe(0);
  });
});
