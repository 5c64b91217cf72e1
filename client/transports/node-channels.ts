/**
 * One grpc-js channel for each node address, or one for the edge; picks the channel of an attempt. A node that just
 * failed is passed over for a second, if another one is left.
 */
import { type ChannelCredentials, Client, credentials as grpcCredentials } from "@grpc/grpc-js";
import type { Route } from "../transport.ts";

export interface NodeAddress {
  /** n1, n2 …; absent where only the address is known: then it is learned from the first answer. */
  readonly name?: string;
  /** host:port of the client port. */
  readonly address: string;
}

export interface Channel {
  readonly address: string;
  readonly client: Client;
  /** Empty while unknown, and always for the edge. */
  name: string;
  sickUntilMs: number;
}

/** Reconnect quickly: a restarted node must not be shunned (edge.md 6.2). Retries are ours, with our keys. */
const OPTIONS = {
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.min_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1_000,
  "grpc.keepalive_time_ms": 5_000,
  "grpc.keepalive_timeout_ms": 2_000,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
  "grpc.service_config_disable_resolution": 1,
  "grpc.max_receive_message_length": 4 * 1024 * 1024,
} as const;
const SICK_MS = 1_000;

export class NodeChannels {
  private readonly channels: readonly Channel[];
  private turn = 0;

  constructor(
    nodes: readonly NodeAddress[],
    credentials: ChannelCredentials = grpcCredentials.createInsecure(),
  ) {
    // A pool of its own, so that closing one client never closes another's connections.
    const options = { ...OPTIONS, "grpc.use_local_subchannel_pool": 1 };
    this.channels = nodes.map(({ name = "", address }) => ({
      address,
      name,
      client: new Client(address, credentials, options),
      sickUntilMs: 0,
    }));
  }

  /** Null when the pinned node is none of ours. */
  pick(route: Route, nowMs: number): Channel | null {
    if (route.kind === "pin") {
      return (
        this.channels.find(({ name }) => name === route.node) ??
        this.channels.find(({ name }) => name === "") ??
        null
      );
    }
    const start = this.turn;
    this.turn = (this.turn + 1) % Math.max(1, this.channels.length);
    const inTurn = [...this.channels.slice(start), ...this.channels.slice(0, start)];
    const allowed = inTurn.filter(({ name }) => !route.avoid.includes(name));
    return (
      allowed.find(({ sickUntilMs }) => nowMs >= sickUntilMs) ?? allowed[0] ?? inTurn[0] ?? null
    );
  }

  markSick(channel: Channel, nowMs: number): void {
    channel.sickUntilMs = nowMs + SICK_MS;
  }

  close(): void {
    for (const { client } of this.channels) client.close();
  }
}
