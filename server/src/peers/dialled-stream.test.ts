import { create } from "@bufbuild/protobuf";
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import { ChannelResponseSchema, PeerService } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { ChannelRequest } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { expect, onTestFinished, test } from "vitest";
import { LIMITS } from "../limits.ts";
import { grpcDefinition } from "../lib/grpc-service.ts";
import type { Handlers } from "../lib/grpc-service.ts";
import type { ChannelCall } from "./accepted-stream.ts";
import { DialledStream } from "./dialled-stream.ts";
import { clusterId, clusterKey, memberId, until } from "./grpc-peer-network.ts";
import { freshNonce, proofOf } from "./peer-proof.ts";

const pair = { clusterId, from: memberId(0), to: memberId(1) };

/** Somebody else on the peer's port, who answers a greeting in this way. */
async function startImpostor(answer: (call: ChannelCall, challenge: Uint8Array) => void) {
  const heard: (string | undefined)[] = [];
  const server = new Server();
  const handlers: Handlers<typeof PeerService> = {
    snapshots: (call) => void call.end(),
    channel: (call) =>
      void call.on("data", ({ item }: ChannelRequest) => {
        heard.push(item.case);
        if (item.case === "hello") answer(call, item.value.nonce);
      }),
  };
  server.addService(grpcDefinition(PeerService), handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { heard, address: `127.0.0.1:${port}` };
}

function dial(address: string) {
  const seen: string[] = [];
  const stream = new DialledStream(
    {
      address,
      pair,
      method: "channel",
      clusterKey,
      incarnation: 1,
      caller: { name: "n1", address: () => "127.0.0.1:1" },
    },
    {
      proved: () => seen.push("proved"),
      ended: (how, details) => seen.push(`${how}: ${details}`),
    },
  );
  onTestFinished(() => stream.cut());
  return { stream, seen };
}

function welcome(call: ChannelCall, mac: Uint8Array): void {
  const value = { nonce: freshNonce(), mac, incarnation: 1n };
  call.write(create(ChannelResponseSchema, { item: { case: "welcome", value } }));
}

test.each([
  {
    what: "another key",
    mac: (challenge: Uint8Array) =>
      proofOf(new Uint8Array(32), "parley peer answers", pair, challenge),
  },
  {
    what: "the proof of the other side",
    mac: (challenge: Uint8Array) => proofOf(clusterKey, "parley peer dials", pair, challenge),
  },
  {
    what: "the answer to another challenge",
    mac: () => proofOf(clusterKey, "parley peer answers", pair, freshNonce()),
  },
  { what: "no proof", mac: () => new Uint8Array(0) },
])("whoever answers with $what is told nothing", async ({ mac }) => {
  const { address, heard } = await startImpostor((call, challenge) =>
    welcome(call, mac(challenge)),
  );
  const { stream, seen } = dial(address);
  await until("given up", () => seen.length > 0);
  expect(seen).toEqual(["refused: the answering side does not hold the cluster key"]);
  expect(heard).toEqual(["hello"]);
  stream.send({ case: "raft", value: new Uint8Array(8) });
  expect(stream.hasRoom).toBe(false);
});

test("a member is proved, and heard after its proof alone", async () => {
  const { address, heard } = await startImpostor((call, challenge) =>
    welcome(call, proofOf(clusterKey, "parley peer answers", pair, challenge)),
  );
  const { stream, seen } = dial(address);
  stream.send({ case: "raft", value: new Uint8Array(8) });
  await until("proved", () => seen.length > 0);
  stream.send({ case: "raft", value: new Uint8Array(8) });
  await until("heard", () => heard.length === 3);
  expect(heard).toEqual(["hello", "proof", "raft"]);
});

test("silence ends the attempt after a second", async () => {
  const { address } = await startImpostor(() => undefined);
  const { seen } = dial(address);
  await until("given up", () => seen.length > 0);
  expect(seen).toEqual(["refused: no answer to our greeting in time"]);
});

test.each([
  { what: "a refusal is a refusal", code: status.UNAUTHENTICATED, how: "refused" },
  { what: "anything else is a loss", code: status.UNAVAILABLE, how: "lost" },
])("$what", async ({ code, how }) => {
  const { address } = await startImpostor(
    (call) => void call.emit("error", { code, details: "no" }),
  );
  const { seen } = dial(address);
  await until("ended", () => seen.length > 0);
  expect(seen).toEqual([`${how}: no`]);
});

test("an answer above the limit ends the attempt, and says so", async () => {
  const { address, heard } = await startImpostor((call) =>
    welcome(call, new Uint8Array(LIMITS.peerMessageBytes + 1)),
  );
  const { seen } = dial(address);
  await until("ended", () => seen.length > 0);
  expect(seen).toEqual([expect.stringMatching(/^refused: .*larger than max/)]);
  expect(heard).toEqual(["hello"]);
});

test("nobody there is a loss, within milliseconds", async () => {
  const startedAtMs = performance.now();
  const { seen } = dial("127.0.0.1:1");
  await until("ended", () => seen.length > 0);
  expect(seen[0]).toMatch(/^lost: .*ECONNREFUSED/);
  expect(performance.now() - startedAtMs).toBeLessThan(500);
});
