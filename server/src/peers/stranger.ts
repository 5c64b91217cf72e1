/** Test support: a caller at the peer port that follows no rule. */
import { create, toBinary } from "@bufbuild/protobuf";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import type { ClientDuplexStream, StatusObject } from "@grpc/grpc-js";
import { ChannelRequestSchema, PeerService } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import type { ChannelResponse } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { methodDefinition } from "../lib/grpc-service.ts";
import { clusterId, clusterKey, memberId } from "./grpc-peer-network.ts";
import type { GrpcPeerNetwork } from "./grpc-peer-network.ts";
import { freshNonce, proofOf } from "./peer-proof.ts";

const channel = methodDefinition(PeerService.method.channel);
export type Item = NonNullable<MessageInitShape<typeof ChannelRequestSchema>["item"]>;

/** Greeting and proof of the second member. */
export function proved(challenge: Uint8Array): Item[] {
  const pair = { clusterId, from: memberId(1), to: memberId(0) };
  return [
    { case: "hello", value: { ...pair, incarnation: 1n, nonce: freshNonce(), version: 1 } },
    { case: "proof", value: { mac: proofOf(clusterKey, "parley peer dials", pair, challenge) } },
  ];
}

/**
 * Dials the first member's peer port as anybody could. The first item is sent at once, the others when the
 * node's challenge is known; or all of them at once. Resolves with how the node ended it.
 */
export function knock(
  network: Pick<GrpcPeerNetwork, "addressOf">,
  says: (challenge: Uint8Array) => (Item | Buffer)[],
  { waits }: { readonly waits: boolean } = { waits: true },
): Promise<StatusObject> {
  const client = new Client(network.addressOf(0), credentials.createInsecure(), {
    "grpc.max_send_message_length": -1,
    "grpc.use_local_subchannel_pool": 1,
  });
  const call: ClientDuplexStream<Item | Buffer, ChannelResponse> = client.makeBidiStreamRequest(
    channel.path,
    (item: Item | Buffer) => (Buffer.isBuffer(item) ? item : encode(item)),
    channel.responseDeserialize as (bytes: Buffer) => ChannelResponse,
    new Metadata(),
  );
  const atOnce = says(new Uint8Array(32));
  for (const item of waits ? atOnce.slice(0, 1) : atOnce) call.write(item);
  call.on("data", (response: ChannelResponse) => {
    if (!waits || response.item.case !== "welcome") return;
    for (const item of says(response.item.value.nonce).slice(1)) call.write(item);
  });
  call.on("error", () => undefined);
  return new Promise((resolve) => {
    call.on("status", (ended) => {
      client.close();
      resolve(ended);
    });
  });
}

function encode(item: Item): Buffer {
  return Buffer.from(toBinary(ChannelRequestSchema, create(ChannelRequestSchema, { item })));
}
