/** The network of one node, from its folder and from what its log says. */
import type { Logger } from "./lib/logger.ts";
import type { RunningNode } from "./node/node.ts";
import { GrpcPeers } from "./peers/grpc-peers.ts";
import type { Member } from "./raft/types.ts";
import type { MemberFolder } from "./storage/member-folder.ts";

export function createPeers(
  folder: MemberFolder,
  logger: Logger,
  late: { readonly node: RunningNode | null },
): GrpcPeers {
  const { identity, member, cluster } = folder;
  // All others are named by the log. One that is about to join has no log, and begins with those of cluster.json.
  const isContact = ({ id }: Member): boolean => identity.isJoining && id !== member.id;
  return new GrpcPeers({
    // Starts are claimed by messages of their own (raft/claims.ts), not by the greeting.
    identity: { ...identity, incarnation: 1 },
    listen: member.peer,
    others: cluster.members
      .filter(isContact)
      .map(({ id, name, peer }) => ({ id, name, address: () => peer })),
    addressOf: (other) => addressed(folder, other).peer,
    isLeaderless: () => (late.node?.status().leader ?? "") === "",
    isRetired: (id) =>
      late.node?.configuration().retired?.some((retired) => retired.id === id) === true,
    logger,
  });
}

/** `--port` moves the members of one machine in cluster.json alone; the log keeps the addresses they were added with. */
export function addressed({ cluster }: MemberFolder, member: Member): Member {
  return cluster.members.find(({ id }) => id === member.id) ?? member;
}
