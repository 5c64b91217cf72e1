/** What a driver works with, and whom it tells of what. */
import type { Clock, LogStore, PeerTransport, SnapshotStore, StateMachine } from "../ports.ts";
import type { CoreLimits } from "../raft/core-options.ts";
import type { RaftStatus } from "../raft/raft.ts";
import type {
  Configuration,
  Effect,
  Index,
  Input,
  RaftId,
  Role,
  StoredLog,
  Term,
} from "../raft/types.ts";
import type { RecoveredState } from "./recover-state.ts";

export interface DriverOptions {
  readonly id: RaftId;
  readonly clock: Clock;
  readonly store: LogStore;
  readonly peers: PeerTransport;
  readonly stateMachine: StateMachine;
  /** Null: this node keeps its whole log. */
  readonly snapshots: SnapshotStore | null;
  readonly stored: StoredLog;
  readonly recovered: RecoveredState;
  /** As of NodeOptions. */
  readonly confirmedIndex?: () => Index;
  /** Differ at each start of a node. */
  readonly seed: number;
  readonly nonce: string;
  onStatus(role: Role, term: Term, leader: RaftId | null): void;
  onApplied(index: Index): void;
  /** The log lacks what it once held, or does no longer. */
  onStanding(isRecovering: boolean, incarnation: number): void;
  /** Other members may be in play (raft.membersInPlay). */
  onMembersTold(): void;
  onRefused(refused: Extract<Effect, { kind: "refused" }>): void;
  /** Another configuration is in force, or the one in force is committed now. */
  onConfiguration(configuration: Configuration, isCommitted: boolean): void;
  /** Sees each input and its effects; for the simulation's trace and invariants. */
  readonly onStep?: (input: Input, effects: readonly Effect[], status: RaftStatus) => void;
  /** Instead of those of limits.ts. */
  readonly limits?: Partial<CoreLimits>;
}
