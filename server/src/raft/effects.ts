/** What the core wants done: the answers of a step, for the driver (../node/driver.ts). */
import type { Message } from "./messages.ts";
import type {
  Configuration,
  Entry,
  HardState,
  Index,
  LogBase,
  MembershipProblem,
  MessageRefusal,
  RaftId,
  Role,
  SnapshotMeta,
  SnapshotPart,
  Standing,
  Term,
} from "./types.ts";

export type RejectReason = "NOT_LEADER" | "NO_LEADER" | "OVERLOADED" | "TOO_LARGE";

/** What the driver must do, in this order. */
export type Effect =
  /**
   * Make durable, in the order of ids: first cut the log from `truncateFrom` on (if any), then let go of
   * everything up to `base` (if any), then write hard state (if any) and entries. `releases` leave the node after `storageDone`, by the core itself.
   */
  | {
      readonly kind: "persist";
      readonly id: number;
      readonly hardState: HardState | null;
      readonly truncateFrom: Index | null;
      readonly base: LogBase | null;
      readonly entries: readonly Entry[];
      /** Replaces the one in the mark; leaving the state of recovery is one with the rest of this write. */
      readonly standing?: Standing | null;
      readonly releases: readonly Message[];
    }
  | { readonly kind: "send"; readonly message: Message }
  /** Entries up to `commit` are committed and durable here: apply what is not applied yet. */
  | { readonly kind: "apply"; readonly commit: Index }
  /** Proposals that entered the log, with their index in `term`. */
  | {
      readonly kind: "appended";
      readonly term: Term;
      readonly first: Index;
      readonly ids: readonly number[];
    }
  | {
      readonly kind: "readReady";
      readonly ids: readonly number[];
      readonly index: Index;
      readonly time: number;
    }
  | {
      readonly kind: "reject";
      readonly what: "proposal";
      readonly ids: readonly number[];
      readonly reason: RejectReason;
    }
  /** RECOVERING: this node lacks what it once held, and nobody reads here. */
  | {
      readonly kind: "reject";
      readonly what: "read";
      readonly ids: readonly number[];
      readonly reason: "NO_LEADER" | "RECOVERING";
    }
  /** Entries that are no longer in memory: read them from the store for a follower that is behind. */
  | {
      readonly kind: "fetch";
      readonly to: RaftId;
      readonly from: Index;
      readonly until: Index;
      readonly maxBytes: number;
    }
  /** The change stands in the log, at `index`; it is done when a configuration from there on that is not joint is committed. */
  | { readonly kind: "changeBegun"; readonly id: number; readonly index: Index }
  | {
      readonly kind: "changeRefused";
      readonly id: number;
      readonly reason: MembershipProblem;
      /** Of whom the reason speaks. */
      readonly about: readonly RaftId[];
    }
  /** The hand-over did not come about; this node goes on leading if it led. */
  | {
      readonly kind: "transferEnded";
      readonly to: RaftId | null;
      readonly reason: MembershipProblem;
    }
  /** Another configuration is in force, or the one in force is committed now. */
  | {
      readonly kind: "configuration";
      readonly index: Index;
      readonly configuration: Configuration;
      readonly isCommitted: boolean;
    }
  /** Enough log has grown: copy the state as it is, make the copy durable, verify it, say `snapshotTaken`. */
  | { readonly kind: "takeSnapshot" }
  | {
      readonly kind: "readChunk";
      readonly to: RaftId;
      readonly id: string;
      readonly offset: number;
      readonly maxBytes: number;
    }
  /** Offset 0 begins anew: what was received before, of this or another snapshot, is dropped. */
  | {
      readonly kind: "writeChunk";
      readonly snapshot: SnapshotMeta;
      readonly offset: number;
      readonly part: SnapshotPart;
    }
  /** All parts are written: verify the whole and make it durable. */
  | { readonly kind: "finishSnapshot"; readonly snapshot: SnapshotMeta }
  /** The snapshot is durable and so is a log that begins behind it: the state machine goes on from there. */
  | { readonly kind: "restore"; readonly snapshot: SnapshotMeta }
  /** A message that changed nothing, and why; counted and told to the operator. */
  | {
      readonly kind: "refused";
      readonly from: RaftId;
      readonly type: Message["type"];
      readonly reason: MessageRefusal;
    }
  /** What this node may promise has changed, or is about to: a recovery begins at once, and has ended when this is said. */
  | { readonly kind: "standing"; readonly isRecovering: boolean; readonly incarnation: number }
  /** Another goes by a newer configuration: whom to speak with (`Raft.membersInPlay`) may have changed. */
  | { readonly kind: "membersTold" }
  /** Role, term or leader changed. On leaving office every waiting proposal has an unknown outcome. */
  | {
      readonly kind: "status";
      readonly role: Role;
      readonly term: Term;
      readonly leader: RaftId | null;
    };
