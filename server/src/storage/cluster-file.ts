/**
 * `cluster.json` in the data folder: who the members are and the addresses in force. It is the last thing a
 * new cluster writes, so it stands for "the cluster is complete".
 */
import { join } from "node:path";

import { MalformedBytes } from "../lib/byte-reader.ts";
import { parseMember } from "../raft/configuration.ts";
import type { Member } from "../raft/types.ts";
import { fromTheFuture, readJsonObject, unreadable, writeDurably } from "./durable-files.ts";
import { FolderRefusal } from "./folder-refusal.ts";

const VERSION = 1;
const CLUSTER_ID = /^[0-9a-f]{32}$/;
const HOST = "127.0.0.1";

/** Spaced so that 99 nodes fit on one machine; `--port` moves all of them by its distance from `edge`. */
const DEFAULT_PORTS = { client: 7101, peer: 7201, http: 7301, edge: 8080, admin: 9901 } as const;
/** Ports below need special rights, ports above do not exist. */
const LOWEST_PORT = 1024;
const HIGHEST_PORT = 65_535;

export interface Cluster {
  readonly clusterId: string;
  readonly members: readonly Member[];
  readonly edge: Edge;
}

/** Where Envoy listens. */
export interface Edge {
  readonly port: number;
  readonly adminPort: number;
}

export const DEFAULT_PORT: number = DEFAULT_PORTS.edge;

/** Null when the folder holds no complete cluster. Throws FolderRefusal when the file cannot be used. */
export function readCluster(dataDir: string): Cluster | null {
  const path = clusterPath(dataDir);
  const fields = readJsonObject(path);
  if (fields === null) return null;
  const { version, clusterId, members, edge } = fields;
  if (typeof version === "number" && version > VERSION) throw fromTheFuture(path, version, VERSION);
  if (version !== VERSION) throw unreadable(path, "it has no version");
  if (!isClusterId(clusterId)) throw unreadable(path, "it has no cluster id");
  return { clusterId, members: parseMembers(path, members), edge: parseEdge(path, edge) };
}

export function writeCluster(dataDir: string, { clusterId, members, edge }: Cluster): void {
  const fields = { version: VERSION, clusterId, members, edge };
  writeDurably(clusterPath(dataDir), `${JSON.stringify(fields, null, 2)}\n`);
}

export function isClusterId(value: unknown): value is string {
  return typeof value === "string" && CLUSTER_ID.test(value);
}

/** Throws FolderRefusal when some port of the cluster would not be a port. */
export function checkPort(port: number): void {
  const lowest = LOWEST_PORT + DEFAULT_PORTS.edge - DEFAULT_PORTS.client;
  const highest = HIGHEST_PORT + DEFAULT_PORTS.edge - DEFAULT_PORTS.admin;
  if (Number.isInteger(port) && port >= lowest && port <= highest) return;
  throw new FolderRefusal(
    `--port must be a whole number from ${lowest} to ${highest}, since all other ports move with it; ${port} is not.`,
  );
}

export function edgeAt(port: number): Edge {
  return { port, adminPort: DEFAULT_PORTS.admin + port - DEFAULT_PORTS.edge };
}

/** Addresses of the node n1, n2 … on this machine. */
export function addressesAt(
  port: number,
  name: string,
  host: string = HOST,
): Pick<Member, "client" | "peer" | "http"> {
  const offset = port - DEFAULT_PORTS.edge + Number(name.slice(1)) - 1;
  return {
    client: `${host}:${DEFAULT_PORTS.client + offset}`,
    peer: `${host}:${DEFAULT_PORTS.peer + offset}`,
    http: `${host}:${DEFAULT_PORTS.http + offset}`,
  };
}

export function clusterPath(dataDir: string): string {
  return join(dataDir, "cluster.json");
}

function parseMembers(path: string, value: unknown): readonly Member[] {
  if (!Array.isArray(value) || value.length === 0) throw unreadable(path, "it lists no members");
  try {
    return value.map(parseMember);
  } catch (error) {
    if (error instanceof MalformedBytes) throw unreadable(path, error.message, error);
    throw error;
  }
}

function parseEdge(path: string, value: unknown): Edge {
  if (typeof value === "object" && value !== null && "port" in value && "adminPort" in value) {
    const { port, adminPort } = value;
    if (typeof port === "number" && typeof adminPort === "number") return { port, adminPort };
  }
  throw unreadable(path, "it does not say where the edge listens");
}
