/** What a node is made of. */
import type { Logger } from "../lib/logger.ts";
import type { Clock, LogStore, PeerTransport, SnapshotStore, StateMachine } from "../ports.ts";
import type { CoreLimits } from "../raft/core-options.ts";
import type { RaftStatus } from "../raft/raft.ts";
import type { Effect, Index, Input, Member, RaftId } from "../raft/types.ts";
import type { Vitals } from "./reports.ts";

export interface NodeOptions {
  readonly id: RaftId;
  readonly clock: Clock;
  readonly store: LogStore;
  readonly peers: PeerTransport;
  readonly stateMachine: StateMachine;
  /** Whom to ask when the whole log is lost. */
  readonly contacts?: readonly Member[];
  /** Null: the node keeps its whole log, and takes in no snapshot. */
  readonly snapshots: SnapshotStore | null;
  readonly logger: Logger;
  /**
   * The newest index at which this node's state was that of a majority: nothing leaves the log, and nothing is sent to
   * others, on the strength of a copy taken behind it. Left out: every copy is believed.
   */
  readonly confirmedIndex?: () => Index;
  /** Random at each start. */
  readonly seed: number;
  readonly nonce: string;
  vitals(): Vitals;
  readonly onStep?: (input: Input, effects: readonly Effect[], status: RaftStatus) => void;
  /** Instead of those of limits.ts: the simulation makes them so small that they are reached. */
  readonly limits?: Partial<CoreLimits>;
}
