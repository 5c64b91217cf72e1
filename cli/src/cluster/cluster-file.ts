/** Reads `cluster.json`: which nodes there are and where they listen. The server's program writes it; nothing here does. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Sentence } from "../sentence.ts";

export interface Member {
  /** Raft id. */
  readonly id: string;
  /** n1, n2 … */
  readonly name: string;
  /** host:port of each of its three ports. */
  readonly client: string;
  readonly peer: string;
  readonly http: string;
}

export interface ClusterFile {
  readonly clusterId: string;
  readonly members: readonly Member[];
  readonly edge: { readonly port: number; readonly adminPort: number };
}

export const clusterFilePath = (data: string): string => join(data, "cluster.json");

export const majorityOf = (members: number): number => Math.floor(members / 2) + 1;

/** Null when there is none; a Sentence when it cannot be read or is not one. */
export function readClusterFile(data: string): ClusterFile | null {
  const path = clusterFilePath(data);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Sentence(
      `Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  const file = parseClusterFile(text);
  if (file === null)
    throw new Sentence(`${path} is not a cluster file; put back the one that "parley up" made.`);
  return file;
}

export function requireClusterFile(data: string): ClusterFile {
  const file = readClusterFile(data);
  if (file === null)
    throw new Sentence(
      `There is no cluster in ${data}: start one with "parley up", or name its folder with --data.`,
    );
  return file;
}

/** Null for anything that is not a whole, sound cluster file. */
export function parseClusterFile(text: string): ClusterFile | null {
  const json = parseJson(text);
  if (!isRecord(json) || !isRecord(json["edge"]) || !Array.isArray(json["members"])) return null;
  const { port, adminPort } = json["edge"];
  if (!isPort(port) || !isPort(adminPort)) return null;
  const members = json["members"].map(parseMember);
  if (members.length === 0 || !members.every((member) => member !== null)) return null;
  if (new Set(members.map((member) => member.name)).size !== members.length) return null;
  const clusterId = json["clusterId"];
  return typeof clusterId === "string" ? { clusterId, members, edge: { port, adminPort } } : null;
}

/** `host:port` in its parts; IPv6 hosts in brackets. */
export function splitAddress(address: string): { readonly host: string; readonly port: number } {
  const at = address.lastIndexOf(":");
  return {
    host: address.slice(0, at).replace(/^\[(.*)\]$/, "$1"),
    port: Number(address.slice(at + 1)),
  };
}

function parseMember(json: unknown): Member | null {
  if (!isRecord(json)) return null;
  const { id, name, client, peer, http } = json;
  if (typeof name !== "string" || !/^n[0-9]{1,6}$/.test(name)) return null;
  if (!isAddress(client) || !isAddress(peer) || !isAddress(http)) return null;
  return { id: String(id), name, client, peer, http };
}

function isAddress(value: unknown): value is string {
  return (
    typeof value === "string" && value.lastIndexOf(":") > 0 && isPort(splitAddress(value).port)
  );
}

const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller's "not a cluster file" says it.
    return undefined;
  }
}
