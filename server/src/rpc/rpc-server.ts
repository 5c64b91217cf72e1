/** The client port: every service of the contract, health, and an orderly way out. */
import { Server } from "@grpc/grpc-js";
import type { ServerOptions, UntypedServiceImplementation } from "@grpc/grpc-js";
import { OperatorService } from "@parley/proto/es/parley/operator/v1/operator_pb.js";
import { AccountService } from "@parley/proto/es/parley/v1/account_pb.js";
import { AdminService } from "@parley/proto/es/parley/v1/admin_pb.js";
import { ClusterService } from "@parley/proto/es/parley/v1/cluster_pb.js";
import { ConversationService } from "@parley/proto/es/parley/v1/conversation_pb.js";
import { EventService } from "@parley/proto/es/parley/v1/event_pb.js";
import { MessageService } from "@parley/proto/es/parley/v1/message_pb.js";
import { PresenceService } from "@parley/proto/es/parley/v1/presence_pb.js";
import { WriteService } from "@parley/proto/es/parley/v1/write_pb.js";
import type { Chat } from "../chat/chat-port.ts";
import { bindPlain } from "../lib/grpc-service.ts";
import type { Logger } from "../lib/logger.ts";
import { LIMITS } from "../limits.ts";
import type { PeerView } from "../node/node.ts";
import type { Clock, DiskRoom, Gossip, Log, Membership } from "../ports.ts";
import type { StateReport } from "../state-notes.ts";
import type { Member } from "../raft/types.ts";
import type { Backups } from "./backup-stream.ts";
import { doorDefinition } from "./door-definition.ts";
import { EventStreams } from "./event-streams.ts";
import { Health } from "./health.ts";
import { Passwords } from "./passwords.ts";
import type { Rates } from "./rates.ts";
import type { RpcNode } from "./rpc-node.ts";
import { accountHandlers } from "./services/account-service.ts";
import { adminHandlers } from "./services/admin-service.ts";
import { clusterHandlers } from "./services/cluster-service.ts";
import { conversationHandlers } from "./services/conversation-service.ts";
import { eventHandlers } from "./services/event-service.ts";
import { messageHandlers } from "./services/message-service.ts";
import { presenceHandlers } from "./services/presence-service.ts";
import { operatorHandlers } from "./services/operator-service.ts";
import { writeHandlers } from "./services/write-service.ts";
import { Sessions } from "./sessions.ts";

export interface RpcServerOptions {
  readonly clusterId: string;
  readonly log: Log;
  readonly chat: Chat;
  readonly logger: Logger;
  readonly membership: Membership;
  readonly backups: Backups;
  readonly rates: Rates;
  readonly gossip: Gossip;
  readonly clock: Clock;
  addressed(member: Member): Member;
  operatorTokenSha256(): Uint8Array | null;
  peers(): readonly PeerView[];
  disk(): DiskRoom;
  /** How the newest comparison of this node's state went (ports.ts, NodeReport). */
  state(): Omit<StateReport, "notes">;
  /** Called with a broken invariant: must end the process. */
  fatal(error: unknown): void;
}

/** edge.md 6.1 gives the reasons. */
const options: ServerOptions = {
  "grpc.max_concurrent_streams": 8_192,
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 3_000,
  "grpc.max_receive_message_length": LIMITS.clientFrameBytes,
  "grpc.max_connection_idle_ms": 60_000,
  "grpc.enable_channelz": 0,
};

export class RpcServer {
  private readonly server = new Server(options);
  private readonly health: Health;
  private readonly streams: EventStreams;
  private readonly startedAtMs = performance.now();

  constructor(given: RpcServerOptions) {
    const { log, chat } = given;
    const node: RpcNode = {
      ...given,
      peers: () => given.peers(),
      disk: () => given.disk(),
      state: () => given.state(),
      addressed: (member) => given.addressed(member),
      operatorTokenSha256: () => given.operatorTokenSha256(),
      fatal: (error) => given.fatal(error),
      sessions: new Sessions(log, chat),
      passwords: new Passwords(),
      rates: given.rates,
      vitals: () => this.vitals(),
    };
    this.health = new Health(log);
    this.streams = new EventStreams(node, given);
    this.add(AccountService, accountHandlers(node));
    this.add(AdminService, adminHandlers(node));
    this.add(ClusterService, clusterHandlers(node));
    this.add(ConversationService, conversationHandlers(node));
    this.add(MessageService, messageHandlers(node));
    this.add(PresenceService, presenceHandlers(node, this.streams));
    this.add(WriteService, writeHandlers(node));
    this.add(OperatorService, operatorHandlers(node));
    this.add(EventService, eventHandlers(this.streams));
    this.health.addTo(this.server);
  }

  /** Resolves with the address in force (port 0 becomes a real one); rejects when it is taken. */
  async listen(address: string): Promise<string> {
    const inForce = await bindPlain(this.server, address);
    this.health.serving();
    return inForce;
  }

  vitals(): { readonly streams: number; readonly memoryBytes: number; readonly uptimeMs: number } {
    return {
      streams: this.streams.count,
      memoryBytes: process.memoryUsage.rss(),
      uptimeMs: performance.now() - this.startedAtMs,
    };
  }

  /** Health first, then every stream is asked to go and, after `afterMs`, ended. Calls are still answered. */
  async drain(afterMs: number): Promise<void> {
    this.health.notServing();
    await this.streams.drain(afterMs);
  }

  /** Lets running calls end for at most `withinMs`, then cuts every connection. */
  async close(withinMs: number): Promise<void> {
    this.streams.people.close();
    const allEnded = new Promise<void>((resolve) => {
      this.server.tryShutdown(() => resolve());
    });
    const tooLate = setTimeout(() => this.server.forceShutdown(), withinMs);
    await allEnded;
    clearTimeout(tooLate);
  }

  private add(
    service: Parameters<typeof doorDefinition>[0],
    handlers: UntypedServiceImplementation,
  ): void {
    this.server.addService(doorDefinition(service), handlers);
  }
}
