/** One node, put together and taken apart: the only place that knows every room. */
import { randomBytes } from "node:crypto";
import { checkCommand } from "./chat/check-command.ts";
import { FEATURE_LEVEL } from "./chat/chat-port.ts";
import { ChatThread } from "./chat/chat-thread.ts";
import { raiseCommand } from "./chat/raise-command.ts";
import { StateDiverged } from "./chat/state-diverged.ts";
import type { RunConfig } from "./config.ts";
import { startWebServer } from "./http/web-server.ts";
import type { WebServer } from "./http/web-server.ts";
import type { Logger } from "./lib/logger.ts";
import { LIMITS } from "./limits.ts";
import { metricsText } from "./metrics.ts";
import { nodeBackups } from "./node-backups.ts";
import { addressed, createPeers } from "./node-peers.ts";
import { nodeSnapshots, proveState, snapshotLimits } from "./node-snapshots.ts";
import { LevelRaises } from "./node/level-raises.ts";
import { logApplied } from "./node-log.ts";
import { startNode } from "./node/node.ts";
import type { RunningNode } from "./node/node.ts";
import { StateIsLost } from "./node/recover-state.ts";
import { StateChecks } from "./node/state-checks.ts";
import { systemClock } from "./node/system-clock.ts";
import { Quarantine } from "./quarantine.ts";
import { Rates } from "./rpc/rates.ts";
import { RpcServer } from "./rpc/rpc-server.ts";
import type { Gossip, Log } from "./ports.ts";
import type { StateNotes, StateReport } from "./state-notes.ts";
import type { MemberFolder } from "./storage/member-folder.ts";
import { FileReserve } from "./storage/disk-reserve.ts";
import { diskTrouble } from "./storage/disk-trouble.ts";
import { DiskWatch, freeBytesAt } from "./storage/disk-watch.ts";
import { FolderRefusal } from "./storage/folder-refusal.ts";
import { hasJoined } from "./storage/identity-file.ts";
import { operatorTokenSha256 } from "./storage/operator-token.ts";
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
  const watch = watchDisk(folder, logger);
  // Before the stores grow: a node on a full disk says so from its first answer on.
  await watch.start();
  const late: Late = { node: null, rpc: null };
  const peers = createPeers(folder, logger, late);
  const quarantine = new Quarantine(options);
  const chat = createChat(options, quarantine, late);
  const state = (): StateReport => quarantine.report(chat.notes());
  let streams = (): number => 0;
  const node = await startMember(folder, {
    id: member.id,
    contacts: cluster.members,
    clock: systemClock,
    store: createStore(options),
    peers,
    stateMachine: chat,
    snapshots: nodeSnapshots(options, chat, () => watch.room.freeBytes),
    logger,
    limits: snapshotLimits(config),
    confirmedIndex: () => Math.max(chat.notes().agreedIndex, quarantine.trustedIndex),
    seed: randomBytes(4).readUInt32LE(),
    nonce: randomBytes(8).toString("hex"),
    vitals: () => ({
      streams: streams(),
      memoryBytes: process.memoryUsage.rss(),
      disk: watch.room,
      featureLevel: FEATURE_LEVEL,
      ...state(),
    }),
  });
  late.node = node;
  quarantine.opened();
  const notes = (): StateNotes => chat.notes();
  const checks = new StateChecks({ id: member.id, node, logger, notes, commandOf: checkCommand });
  raiseLevels(options, node, chat);
  if (folder.identity.isJoining) whenFilled(node, folder);
  const rpc = createRpc(options, { node, chat, watch, state, gossip: peers.gossip });
  late.rpc = rpc;
  streams = () => rpc.vitals().streams;
  const phase = { isReady: false };
  const grpc = await rpc.listen(member.client);
  const web = await startWeb(config, member.http, {
    isReady: () => phase.isReady,
    metrics: () =>
      metricsText(node, {
        vitals: { ...rpc.vitals(), disk: watch.room },
        refusals: peers.refusals,
        state: { ...notes(), ...state(), splitIndex: checks.splitIndex },
        featureLevel: chat.level(),
      }),
  });
  phase.isReady = true;
  void proveState(node, chat); // Whatever it finds ends the node by itself.
  return {
    addresses: { grpc, peer: peers.address, http: web.address },
    stop: async () => {
      phase.isReady = false;
      watch.close();
      await node.handOver();
      await rpc.drain(DRAIN_MS);
      node.drain();
      await rpc.close(LAST_CALLS_MS);
      await node.close();
      await web.close();
    },
  };
}

/** For as long as the node runs. */
function raiseLevels(
  { folder, logger }: RunNodeOptions,
  node: RunningNode,
  chat: ChatThread,
): void {
  void new LevelRaises({
    id: folder.member.id,
    node,
    logger,
    supported: FEATURE_LEVEL,
    level: () => chat.level(),
    commandOf: raiseCommand,
  });
}

interface Served {
  readonly node: RunningNode;
  readonly chat: ChatThread;
  readonly watch: DiskWatch;
  readonly gossip: Gossip;
  state(): StateReport;
}

function createRpc(
  options: RunNodeOptions,
  { node, chat, watch, state, gossip }: Served,
): RpcServer {
  const { config, folder, logger } = options;
  if (config.logLevel === "debug") logApplied(node, logger);
  return new RpcServer({
    clusterId: folder.cluster.clusterId,
    log: node,
    membership: node,
    backups: nodeBackups(node, folder, () => chat.notes()),
    addressed: (one) => addressed(folder, one),
    operatorTokenSha256: () => operatorTokenSha256(config.data),
    chat,
    logger,
    gossip,
    clock: systemClock,
    rates: new Rates({
      now: () => systemClock.now(),
      writeRowsPerSecond: config.writeRate,
      // Whoever may write so much may look at it as often.
      ...(config.writeRate !== undefined && {
        readsPerSecond: Math.max(config.writeRate, LIMITS.readsPerSecond),
      }),
    }),
    peers: () => node.peers(),
    disk: () => watch.room,
    state: () => state(),
    fatal: (error) => options.fatal("an invariant is broken", error),
  });
}

/** Rejects with FolderRefusal when another try would find the same. */
async function startMember(
  { member, paths }: MemberFolder,
  options: Parameters<typeof startNode>[0],
): Promise<RunningNode> {
  try {
    return await startNode(options);
  } catch (cause) {
    if (!(cause instanceof StateIsLost)) throw cause;
    throw new FolderRefusal(
      `The state in ${paths.folder} is lost, and so is every snapshot of it: ${cause.message}. The others hold all of it: ` +
        `put a new member in its place with "parley cluster replace ${member.name}".`,
      { cause },
    );
  }
}

function watchDisk({ paths }: MemberFolder, logger: Logger): DiskWatch {
  return new DiskWatch({
    clock: systemClock,
    reserve: new FileReserve(paths.reserve),
    measure: () => freeBytesAt(paths.folder),
    changed: ({ freeBytes, isFull }) => {
      const words = isFull
        ? "the disk is nearly full: no writes are taken"
        : "the disk has room again";
      logger.warn({ freeBytes, isFull }, words);
    },
  });
}

/** On a full disk the next start needs room for its term, its vote and what compaction writes. */
export function giveRoomBack({ paths }: Pick<MemberFolder, "paths">, error: unknown): void {
  if (diskTrouble(error) === "full") new FileReserve(paths.reserve).free();
}

/** What is made after those that need it. */
interface Late {
  node: RunningNode | null;
  rpc: RpcServer | null;
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

/** Only what is durable here is applied: from the first of it on the log can no longer be empty by right. */
function whenFilled(node: Log, { paths, identity }: MemberFolder): void {
  const stop = node.onApplied(() => {
    stop();
    hasJoined(paths.identity, identity);
  });
}

function createStore({ config, folder, logger, fatal }: RunNodeOptions) {
  const store = openSqliteLogStore({
    path: folder.paths.log,
    owner: { clusterId: folder.identity.clusterId, id: folder.identity.id },
    mayBeEmpty: folder.identity.isJoining,
    mustRecopy: config.mustRecopy,
    onNotice: (sentence) => logger.warn({}, sentence),
  });
  store.onFailure((error) => {
    giveRoomBack(folder, error);
    fatal("the log can no longer be written", error);
  });
  return store;
}

function createChat(
  { folder, logger, fatal }: RunNodeOptions,
  quarantine: Quarantine,
  late: Readonly<Late>,
): ChatThread {
  const chat = new ChatThread({
    file: folder.paths.state,
    tell: (sentence, isFlaw) => (isFlaw ? logger.warn({}, sentence) : logger.info({}, sentence)),
  });
  chat.onFailure((error) => {
    if (!(error instanceof StateDiverged)) {
      giveRoomBack(folder, error);
      return fatal("the state can no longer be trusted", error);
    }
    const running = {
      stepAside: async () => late.node?.stepAside(),
      drain: async () => late.rpc?.drain(DRAIN_MS),
    };
    quarantine.leave(error, running).catch((cause: unknown) => fatal("leaving failed", cause));
  });
  return chat;
}
