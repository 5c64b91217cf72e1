/** One node, put together and taken apart: the only place that knows every room. */
import { randomBytes } from "node:crypto";
import { ChatThread } from "./chat/chat-thread.ts";
import type { RunConfig } from "./config.ts";
import { startWebServer } from "./http/web-server.ts";
import type { WebServer } from "./http/web-server.ts";
import type { Logger } from "./lib/logger.ts";
import { metricsText } from "./metrics.ts";
import { startNode } from "./node/node.ts";
import { systemClock } from "./node/system-clock.ts";
import { GrpcPeers } from "./peers/grpc-peers.ts";
import { RpcServer } from "./rpc/rpc-server.ts";
import type { MemberFolder } from "./storage/member-folder.ts";
import { openSqliteLogStore } from "./storage/sqlite-log-store.ts";

/** Between "go elsewhere" and the end of a subscriber's stream, ms. */
const DRAIN_MS = 200;
/** Calls that still run when a node stops get this long, ms. */
const LAST_CALLS_MS = 300;

export interface RunNodeOptions {
  readonly config: RunConfig;
  readonly folder: MemberFolder;
  readonly logger: Logger;
  /** A store failed or an invariant broke: must end the process. */
  fatal(what: string, error: unknown): void;
}

export interface NodeProcess {
  /** Ports in force. */
  readonly addresses: { readonly grpc: string; readonly peer: string; readonly http: string };
  /** In order: nobody new, streams sent elsewhere, last calls answered, then Raft and its stores. */
  stop(): Promise<void>;
}

/** Resolves when all three ports listen. Rejects when one is taken or a store cannot be opened. */
export async function runNode(options: RunNodeOptions): Promise<NodeProcess> {
  const { config, folder, logger } = options;
  const { member, cluster } = folder;
  logger.info({ config, member, cluster }, "starting");
  const peers = createPeers(folder, logger);
  const chat = createChat(options);
  let streams = (): number => 0;
  const node = await startNode({
    id: member.id,
    clock: systemClock,
    store: createStore(options),
    peers,
    stateMachine: chat,
    logger,
    seed: randomBytes(4).readUInt32LE(),
    nonce: randomBytes(8).toString("hex"),
    vitals: () => ({ streams: streams(), memoryBytes: process.memoryUsage.rss() }),
  });
  const rpc = new RpcServer({
    clusterId: cluster.clusterId,
    log: node,
    chat,
    logger,
    peers: () => node.peers(),
    fatal: (error) => options.fatal("an invariant is broken", error),
  });
  streams = () => rpc.vitals().streams;
  const phase = { isReady: false };
  const grpc = await rpc.listen(member.client);
  const web = await startWeb(config, member.http, {
    isReady: () => phase.isReady,
    metrics: () => metricsText(node, rpc.vitals()),
  });
  phase.isReady = true;
  return {
    addresses: { grpc, peer: peers.address, http: web.address },
    stop: async () => {
      phase.isReady = false;
      await node.handOver();
      await rpc.drain(DRAIN_MS);
      node.drain();
      await rpc.close(LAST_CALLS_MS);
      await node.close();
      await web.close();
    },
  };
}

function startWeb(
  { web }: RunConfig,
  address: string,
  tells: { isReady(): boolean; metrics(): string },
): Promise<WebServer> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  return startWebServer({ host, port: Number(address.slice(colon + 1)), web, ...tells });
}

function createPeers({ identity, member, cluster }: MemberFolder, logger: Logger): GrpcPeers {
  const others = cluster.members.filter((other) => other.id !== member.id);
  return new GrpcPeers({
    // Counted from the storage issue on (foundations 1).
    identity: { ...identity, incarnation: 1 },
    listen: member.peer,
    others: others.map(({ id, name, peer }) => ({ id, name, address: () => peer })),
    logger,
  });
}

function createStore({ folder, fatal }: RunNodeOptions) {
  const store = openSqliteLogStore({ path: folder.paths.log });
  store.onFailure((error) => fatal("the log can no longer be written", error));
  return store;
}

function createChat({ folder, fatal }: RunNodeOptions): ChatThread {
  const chat = new ChatThread({ file: folder.paths.state });
  chat.onFailure((error) => fatal("the state can no longer be trusted", error));
  return chat;
}
