/**
 * The edge's own process: renders Envoy's file once, then keeps the endpoint files equal to the voters of the committed
 * configuration, asked of the nodes themselves; it is the one writer of these files. Until a node has answered,
 * cluster.json stands in. Learners get no traffic: they do not hold the log yet.
 * Runs inside `parley up`; elsewhere `parley edge` runs it beside Envoy.
 */
import { lookup } from "node:dns/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import {
  readClusterFile,
  requireClusterFile,
  splitAddress,
  type ClusterFile,
  type Member,
} from "../cluster/cluster-file.ts";
import { askMembership, type MembershipView } from "../members/membership-view.ts";
import { openOperatorChannels } from "../members/operator-call.ts";
import { Sentence } from "../sentence.ts";
import { openEndpointWriter, type Endpoint } from "./endpoint-writer.ts";
import { renderEnvoyFile } from "./envoy-file.ts";

/** How often the members, and names that are not IP addresses, are looked at again. */
const WATCH_MS = 1_000;
/** A node that is silent for longer is passed over. */
const ASK_MS = 1_000;

export interface EdgeOptions {
  readonly data: string;
  /** Where Envoy's files go; `<data>/edge` unless told. */
  readonly folder?: string;
  readonly listenHost?: string;
  readonly adminHost?: string;
  /** Upstream log; `access.log` in the folder unless told. */
  readonly logPath?: string;
  readonly watchMs?: number;
  /** Asks the nodes at these addresses who the members are; over gRPC unless told. */
  readonly ask?: (addresses: readonly string[]) => Promise<MembershipView | null>;
  /** Told one sentence when a list is refused or a name cannot be resolved. */
  readonly warn: (sentence: string) => void;
  readonly changed?: (names: readonly string[]) => void;
}

export interface Edge {
  readonly envoyFile: string;
  readonly logPath: string;
  close(): void;
}

export const edgeFolder = (data: string): string => resolve(data, "edge");

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const folder = resolve(options.folder ?? edgeFolder(options.data));
  const endpointFolder = join(folder, "endpoints");
  const cluster = requireClusterFile(options.data);
  mkdirSync(endpointFolder, { recursive: true });
  const envoyFile = join(folder, "envoy.yaml");
  const logPath = options.logPath ?? join(folder, "access.log");
  const rendered = renderEnvoyFile({
    listenHost: options.listenHost ?? "127.0.0.1",
    listenPort: cluster.edge.port,
    adminHost: options.adminHost ?? "127.0.0.1",
    adminPort: cluster.edge.adminPort,
    endpointFolder,
    logPath,
  });
  writeFileSync(envoyFile, rendered);
  const publish = publisher(endpointFolder, options);
  await publish({ members: cluster.members, isCommitted: false });
  return { envoyFile, logPath, close: follow(options, cluster, publish) };
}

/** Whom to publish, and whether the log says so. */
interface Published {
  readonly members: readonly Member[];
  readonly isCommitted: boolean;
}

type Publish = (what: Published) => Promise<void>;

/** Publishes anew each round what holds by then; `publish` writes only what changed. */
function follow(options: EdgeOptions, { clusterId, members }: ClusterFile, publish: Publish) {
  const channels = openOperatorChannels();
  const ask =
    options.ask ??
    ((addresses: readonly string[]) => askMembership(channels, clusterId, addresses, ASK_MS));
  let newest: MembershipView | null = null;
  let filed = members;
  const look = async (): Promise<Published> => {
    filed = readClusterFile(options.data)?.members ?? filed;
    const known = [...filed, ...(newest?.members ?? [])];
    const view = await ask(known.map(({ client }) => client));
    // A node left behind tells of members of the past.
    if (view !== null && view.index >= (newest?.index ?? 0)) newest = view;
    if (newest === null) return { members: filed, isCommitted: false };
    const voters = newest.members.filter(({ standing }) => standing !== "learner");
    return { members: voters, isCommitted: true };
  };
  let busy = false;
  let said = "";
  const round = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      await publish(await look());
      said = "";
    } catch (error) {
      if (!(error instanceof Sentence)) throw error;
      // Once, not each second.
      if (said !== error.message) options.warn(error.message);
      said = error.message;
    } finally {
      busy = false;
    }
  };
  // Not awaited: `round` handles what it expects, and anything else should end the process.
  const timer = setInterval(() => void round(), options.watchMs ?? WATCH_MS);
  return (): void => {
    clearInterval(timer);
    channels.close();
  };
}

function publisher(endpointFolder: string, options: EdgeOptions): Publish {
  const writer = openEndpointWriter(endpointFolder);
  const known = new Map<string, string>();
  return async ({ members, isCommitted }) => {
    const endpoints: Endpoint[] = [];
    for (const member of members) {
      const client = await resolveAddress(member.client, known);
      const http = await resolveAddress(member.http, known);
      if (client !== null && http !== null) endpoints.push({ name: member.name, client, http });
    }
    if (writer.write(endpoints, isCommitted)) options.changed?.(endpoints.map(({ name }) => name));
  };
}

/** ip:port. A name that no longer resolves keeps its last address: its node is down, not gone. Null when never known. */
async function resolveAddress(address: string, known: Map<string, string>): Promise<string | null> {
  const { host, port } = splitAddress(address);
  if (isIP(host) !== 0) return address;
  try {
    const found = await lookup(host, { family: 4 });
    known.set(host, found.address);
  } catch {
    // Answered below from what is known.
  }
  const ip = known.get(host);
  return ip === undefined ? null : `${ip}:${port}`;
}
