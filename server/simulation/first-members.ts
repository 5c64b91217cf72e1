/** The members of a world: those it begins with, and those that may come later. */
import type { Entry } from "../src/ports.ts";
import { encodeConfiguration } from "../src/raft/configuration.ts";
import type { Member, RaftId } from "../src/raft/types.ts";

export function raftId(number: number): RaftId {
  // Sixteen digits, as every raft id has.
  return String(number).padStart(16, "0") as RaftId;
}

export function memberOf(id: RaftId): Member {
  const number = Number(id);
  const [peer, client, http] = [7200, 7100, 7300].map((port) => `127.0.0.1:${port + number}`);
  return { id, name: `n${number}`, peer: peer ?? "", client: client ?? "", http: http ?? "" };
}

/** What `init` writes into each member's folder (foundations 1). */
export function firstEntry(ids: readonly RaftId[]): Entry {
  const members = ids.map(memberOf);
  const data = encodeConfiguration({ members, voters: ids, outgoing: [], learners: [] });
  return { index: 1, term: 1, time: 0, kind: "configuration", data };
}
