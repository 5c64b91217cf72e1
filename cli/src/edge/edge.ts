/**
 * The edge's own process: renders Envoy's file once, then follows cluster.json and is the one writer of the endpoint
 * files. Runs inside `parley up`; elsewhere `parley edge` runs it beside Envoy.
 */
import { lookup } from "node:dns/promises";
import { mkdirSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import {
  readClusterFile,
  requireClusterFile,
  splitAddress,
  type Member,
} from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";
import { openEndpointWriter, type Endpoint } from "./endpoint-writer.ts";
import { renderEnvoyFile } from "./envoy-file.ts";

/** How often cluster.json, and names that are not IP addresses, are looked at again. */
const WATCH_MS = 1_000;

export interface EdgeOptions {
  readonly data: string;
  /** Where Envoy's files go; `<data>/edge` unless told. */
  readonly folder?: string;
  readonly listenHost?: string;
  readonly adminHost?: string;
  /** Upstream log; `access.log` in the folder unless told. */
  readonly logPath?: string;
  readonly watchMs?: number;
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
  await publish(cluster.members);
  return { envoyFile, logPath, close: follow(options, cluster.members, publish) };
}

/** Publishes anew each round what cluster.json says by then; `publish` writes only what changed. */
function follow(
  options: EdgeOptions,
  first: readonly Member[],
  publish: (members: readonly Member[]) => Promise<void>,
): () => void {
  let members = first;
  let busy = false;
  let said = "";
  const round = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      members = readClusterFile(options.data)?.members ?? members;
      await publish(members);
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
  return () => clearInterval(timer);
}

function publisher(
  endpointFolder: string,
  options: EdgeOptions,
): (members: readonly Member[]) => Promise<void> {
  const writer = openEndpointWriter(endpointFolder);
  const known = new Map<string, string>();
  return async (members) => {
    const endpoints: Endpoint[] = [];
    for (const member of members) {
      const client = await resolveAddress(member.client, known);
      const http = await resolveAddress(member.http, known);
      if (client !== null && http !== null) endpoints.push({ name: member.name, client, http });
    }
    if (writer.write(endpoints)) options.changed?.(endpoints.map(({ name }) => name));
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
