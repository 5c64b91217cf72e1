/** Test support: two members with what each of them heard. */
import { afterEach } from "vitest";
import type { PeerHandlers } from "../ports.ts";
import type { Message } from "../raft/messages.ts";
import type { RaftId } from "../raft/types.ts";
import { createGrpcPeerNetwork, until } from "./grpc-peer-network.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

/** Handlers that remember who is up, when each went down, and what was said. */
export function createMember() {
  const upNow = new Set<RaftId>();
  const downs: { peer: RaftId; graceful: boolean; atMs: number }[] = [];
  const messages: Message[] = [];
  const handlers: PeerHandlers = {
    message: (message) => messages.push(message),
    report: () => undefined,
    up: (peer) => upNow.add(peer),
    down: (peer, graceful) => {
      upNow.delete(peer);
      downs.push({ peer, graceful, atMs: performance.now() });
    },
  };
  return { upNow, downs, messages, handlers };
}

export async function startPair(options: Parameters<typeof createGrpcPeerNetwork>[1] = {}) {
  const network = await createGrpcPeerNetwork(2, options);
  cleanUps.push(() => network.dispose());
  const [first, second] = [createMember(), createMember()];
  const transport = await network.start(0, first.handlers);
  const other = await network.start(1, second.handlers);
  return { network, first, second, transport, other };
}

export async function startPairUp(options: Parameters<typeof createGrpcPeerNetwork>[1] = {}) {
  const pair = await startPair(options);
  await until("up", () => pair.first.upNow.size === 1 && pair.second.upNow.size === 1);
  return pair;
}
