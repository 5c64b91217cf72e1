/** What a new cluster mints, and the first content of its members' folders: the same entry 1 in every log. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";

import { encodeConfiguration } from "../raft/configuration.ts";
import type { LogWrite } from "../ports.ts";
import type { Entry, HardState, Member, RaftId } from "../raft/types.ts";
import type { Cluster, Edge } from "./cluster-file.ts";
import { crashPoint } from "./crash-points.ts";
import { makeFolderDurably, SECRET_MODE, syncFolder, writeDurably } from "./durable-files.ts";
import { FolderRefusal } from "./folder-refusal.ts";
import { writeIdentity } from "./identity-file.ts";
import { lookAtLog } from "./look-at-log.ts";
import { copyDatabase, makeScratch } from "./look-only.ts";
import { readMark } from "./mark-file.ts";
import { type MemberPaths, memberPaths } from "./member-folder.ts";
import { operatorTokenPath } from "./operator-token.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

const CLUSTER_ID_BYTES = 16;
const RAFT_ID_BYTES = 8;
const SECRET_BYTES = 32;
/** The term of the first configuration: nobody was elected in it, nobody voted in it. */
const FIRST_TERM = 1;

export function mintCluster(
  names: readonly string[],
  addressesOf: (name: string) => Pick<Member, "client" | "peer" | "http">,
  edge: Edge,
): Cluster {
  return {
    clusterId: randomBytes(CLUSTER_ID_BYTES).toString("hex"),
    members: names.map((name) => ({ id: mintRaftId(), name, ...addressesOf(name) })),
    edge,
  };
}

/**
 * Writes and syncs all folders and the operator's token; the caller writes `cluster.json` after it. `fill`: what a member
 * holds from the beginning, its log in any case; if not given, the first entry.
 */
export async function makeMembers(
  dataDir: string,
  cluster: Cluster,
  fill: (paths: MemberPaths) => Promise<void> = withFirstEntry(cluster),
): Promise<void> {
  const clusterKey = randomBytes(SECRET_BYTES);
  for (const { id, name } of cluster.members) {
    const paths = memberPaths(dataDir, name);
    makeFolderDurably(paths.folder);
    const { clusterId } = cluster;
    writeIdentity(paths.identity, { clusterId, id, name, clusterKey, isJoining: false });
    await fill(paths);
    syncFolder(paths.folder);
    crashPoint("init:member-made");
  }
  const token = randomBytes(SECRET_BYTES).toString("base64url");
  writeDurably(operatorTokenPath(dataDir), `${token}\n`, SECRET_MODE);
}

/** Whether a member holds, or held, more than what init writes. One that cannot be read throws FolderRefusal. */
export function holdsHistory({ folder, log, mark }: MemberPaths): boolean {
  // What the mark does not know of was never acknowledged.
  if (existsSync(mark) && remembers(mark)) return true;
  if (!existsSync(log)) return false;
  const scratch = makeScratch(folder);
  try {
    const { stored, markRefusal } = lookAtLog(copyDatabase(scratch, log), mark);
    if (markRefusal !== null) throw markRefusal;
    const { lastIndex, configurations, hardState } = stored;
    const hasMoreEntries = lastIndex > 1 || lastIndex > configurations.length;
    return hasMoreEntries || isMoreThanFirst(hardState);
  } finally {
    scratch.remove();
  }
}

function remembers(path: string): boolean {
  const reading = readMark(path);
  if (reading.kind !== "read") return true;
  const { end, hardState } = reading.mark;
  return end.index > 1 || isMoreThanFirst(hardState);
}

function isMoreThanFirst({ term, vote }: HardState): boolean {
  return term > FIRST_TERM || vote !== null;
}

export function checkHosts(hosts: readonly string[], nodes: number): void {
  const bad = hosts.find((host) => !/^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}$/.test(host));
  if (bad !== undefined) throw new FolderRefusal(`"${bad}" in --hosts is not the name of a host.`);
  if (hosts.length === nodes) return;
  throw new FolderRefusal(
    `--hosts names ${hosts.length} hosts for ${nodes} nodes; give one for each.`,
  );
}

export function mintRaftId(): RaftId {
  // Eight bytes make sixteen hexadecimal digits.
  return randomBytes(RAFT_ID_BYTES).toString("hex") as RaftId;
}

function firstEntry({ members }: Cluster): Entry {
  const voters = members.map((member) => member.id);
  return {
    index: 1,
    term: FIRST_TERM,
    time: Date.now(),
    kind: "configuration",
    data: encodeConfiguration({ members, voters, outgoing: [], learners: [] }),
  };
}

function withFirstEntry(cluster: Cluster): (paths: MemberPaths) => Promise<void> {
  const entries = [firstEntry(cluster)];
  return ({ log }) => writeNewLog(log, { hardState: { term: FIRST_TERM, vote: null }, entries });
}

/** Makes a log that holds this and nothing else, durably. */
export async function writeNewLog(
  path: string,
  content: Omit<LogWrite, "truncateFrom">,
): Promise<void> {
  const store = openSqliteLogStore({ path, create: true });
  try {
    await store.load();
    await new Promise<void>((resolve, reject) => {
      store.onFailure(reject);
      store.write([{ truncateFrom: null, ...content }], resolve);
    });
  } finally {
    await store.close();
  }
}
