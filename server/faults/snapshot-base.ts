import { encodeConfiguration } from "../src/raft/configuration.ts";
import type { Index, LogBase, RaftId } from "../src/raft/types.ts";

/** Where a snapshot ends in the log of a cluster of one. */
export function baseOf(index: Index): LogBase {
  const id = "00112233445566ff" as RaftId;
  const member = { id, name: "n1", peer: "a:1", client: "a:2", http: "a:3" };
  const data = encodeConfiguration({ members: [member], voters: [id], outgoing: [], learners: [] });
  const configuration = { index: 1, term: 1, time: 0, kind: "configuration", data } as const;
  return { index, term: 2, time: 1_000, configuration };
}
