/** What a node's peer transport needs to know of the node and of the others. */
import type { Logger } from "../lib/logger.ts";
import type { Member, RaftId } from "../raft/types.ts";

export interface PeerIdentity {
  readonly clusterId: string;
  readonly id: RaftId;
  readonly name: string;
  readonly clusterKey: Uint8Array;
  readonly incarnation: number;
}

export interface OtherMember {
  readonly id: RaftId;
  readonly name: string;
  /** host:port of its peer port, asked for at every dial. */
  readonly address: () => string;
}

export interface GrpcPeersOptions {
  readonly identity: PeerIdentity;
  /** host:port to listen on; port 0 takes a free one. */
  readonly listen: string;
  /** Known before the log names anybody: all that a node has which is only about to join. */
  readonly others: readonly OtherMember[];
  /** Where a member's peer port is now; what its log entry says, unless told. */
  readonly addressOf?: (member: Member) => string;
  /** Whether this node hears no leader, so that its log may be behind. Never, unless told. */
  readonly isLeaderless?: () => boolean;
  /** Whether the log says that this one was a member and is none any more. */
  readonly isRetired?: (id: RaftId) => boolean;
  readonly logger: Logger;
}
