import { create } from "@bufbuild/protobuf";
import { GossipSchema } from "@parley/proto/es/parley/peer/v1/peer_pb.js";
import { expect, test } from "vitest";
import type { GossipNews } from "./gossip-port.ts";
import { createGrpcPeerNetwork } from "./peers/grpc-peer-network.ts";
import { decodeGossip, PeerGossip } from "./peers/peer-gossip.ts";
import type { PeerHandlers } from "./ports.ts";
import { gossipContract } from "./presence/gossip-contract.ts";

gossipContract("the streams that carry Raft", async () => {
  const network = await createGrpcPeerNetwork(3);
  const up = new Set<string>();
  const members = [];
  for (const at of [0, 1, 2]) {
    const handlers: PeerHandlers = {
      message: () => undefined,
      report: () => undefined,
      up: (peer) => void up.add(`${at} ${peer}`),
      down: (peer) => void up.delete(`${at} ${peer}`),
    };
    members.push((await network.startPeers(at, handlers)).gossip);
  }
  await network.until("everybody is up", () => up.size === 6);
  return {
    members,
    cut: (at) => network.kill(at),
    until: (what, condition) => network.until(what, condition),
    dispose: () => network.dispose(),
  };
});

const nothing: GossipNews = { presence: [], typing: [] };

test("a peer that has not taken what it was sent is told nothing more", () => {
  const sent: string[] = [];
  const dial = (name: string, isQuiet: boolean) => ({ isQuiet, send: () => void sent.push(name) });
  new PeerGossip(() => [dial("idle", true), dial("busy", false)]).tell(nothing);
  expect(sent).toEqual(["idle"]);
});

test("notes that cannot be true are left out, and of too many the rest", () => {
  const typing = { conversationId: "64", accountId: "128", stopped: false, index: 3n };
  const decoded = decodeGossip(
    create(GossipSchema, {
      presence: [
        { accountId: "1", here: true, wish: 99, wishedMs: 5n },
        { accountId: "", here: true },
        { accountId: "'; DROP", here: true },
        { accountId: "9".repeat(40), here: true },
        { accountId: "2", here: true, wishedMs: 2n ** 63n },
      ],
      typing: [
        typing,
        { ...typing, conversationId: "__proto__" },
        { ...typing, index: 2n ** 60n },
        ...Array.from({ length: 5_000 }, () => typing),
      ],
    }),
  );
  expect(decoded.presence).toEqual([{ accountId: "1", isHere: true, wish: null, wishedMs: 5 }]);
  expect(decoded.typing).toHaveLength(1_022);
});
