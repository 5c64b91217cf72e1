/** Test support: real transports on real sockets in one process, with a cable between each ordered pair. */
import { silentLogger } from "../lib/logger.ts";
import type { Logger } from "../lib/logger.ts";
import type { PeerHandlers } from "../ports.ts";
import type { RaftId } from "../raft/types.ts";
import { GrpcPeers } from "./grpc-peers.ts";
import type { PeerNetwork } from "./peer-transport-contract.ts";
import type { PeerRefusal } from "./refusals.ts";
import { createSeverableLink } from "./severable-link.ts";
import type { SeverableLink } from "./severable-link.ts";

export const clusterId = "00000000-test-cluster";
export const clusterKey = new Uint8Array(32).fill(7);

export interface GrpcPeerNetwork extends PeerNetwork {
  /** The cable over which `from` speaks to `to`. */
  link(from: number, to: number): SeverableLink;
  /** Address of the peer port of member `at` itself, without a cable. */
  addressOf(at: number): string;
  /** As `start`, for what this transport can beside the port. */
  startPeers(at: number, handlers: PeerHandlers): Promise<GrpcPeers>;
  /** How often member `at` has turned a caller away for this reason. */
  refused(at: number, reason: PeerRefusal): number;
}

export async function createGrpcPeerNetwork(
  size: number,
  options: {
    logger?: Logger;
    keyOf?: (at: number) => Uint8Array;
    /** Members whom a member knows from the start; everybody, unless told. */
    knows?: (at: number, other: number) => boolean;
    isLeaderless?: (at: number) => boolean;
  } = {},
): Promise<GrpcPeerNetwork> {
  const ids = Array.from({ length: size }, (_, at) => memberId(at));
  const addresses = ids.map(() => "");
  const running = new Map<number, GrpcPeers>();
  const links = new Map<string, SeverableLink>();
  for (const [from] of ids.entries()) {
    for (const [to] of ids.entries()) {
      if (from !== to)
        links.set(`${from} ${to}`, await createSeverableLink(() => addresses[to] ?? ""));
    }
  }
  const link = (from: number, to: number): SeverableLink => {
    const found = links.get(`${from} ${to}`);
    if (found === undefined) throw new Error(`no link from ${from} to ${to}`);
    return found;
  };
  const linksOf = (at: number) =>
    ids.flatMap((_, other) => (other === at ? [] : [link(at, other), link(other, at)]));

  const startPeers = async (at: number, handlers: PeerHandlers): Promise<GrpcPeers> => {
    const transport = new GrpcPeers({
      identity: {
        clusterId,
        id: memberId(at),
        name: `n${at + 1}`,
        clusterKey: options.keyOf?.(at) ?? clusterKey,
        incarnation: 1,
      },
      listen: "127.0.0.1:0",
      others: ids.flatMap((id, other) =>
        other === at || options.knows?.(at, other) === false
          ? []
          : [{ id, name: `n${other + 1}`, address: () => link(at, other).address }],
      ),
      isLeaderless: () => options.isLeaderless?.(at) ?? false,
      logger: options.logger ?? silentLogger,
    });
    running.set(at, transport);
    await transport.start(handlers);
    addresses[at] = transport.address;
    for (const each of linksOf(at)) each.mend();
    return transport;
  };

  return {
    ids,
    link,
    addressOf: (at) => addresses[at] ?? "",
    refused: (at, reason) => running.get(at)?.refusals.count(reason) ?? 0,
    start: (at, handlers) => startPeers(at, handlers),
    startPeers,
    async kill(at) {
      for (const each of linksOf(at)) each.sever();
      // Nobody hears the goodbye of this: it only keeps the dead from dialling on.
      await running.get(at)?.close();
    },
    until,
    async dispose() {
      await Promise.all([...links.values()].map((each) => each.close()));
      await Promise.all([...running.values()].map((transport) => transport.close()));
    },
  };
}

export function memberId(at: number): RaftId {
  return `00000000000000a${at}` as RaftId;
}

/** Polls, because what is waited for happens in another socket's time. */
export async function until(
  what: string,
  condition: () => boolean,
  withinMs = 5_000,
): Promise<void> {
  const startedAt = performance.now();
  while (!condition()) {
    if (performance.now() - startedAt > withinMs)
      throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
