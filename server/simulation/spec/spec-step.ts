/** What is seen of one step of a core, by its driver's hook. */
import type { RaftStatus } from "../../src/raft/raft.ts";
import type {
  Configuration,
  Effect,
  Entry,
  HardState,
  Input,
  LogBase,
  RaftId,
} from "../../src/raft/types.ts";

export interface SpecStep {
  readonly input: Input;
  readonly effects: readonly Effect[];
  readonly status: RaftStatus;
  /** What the node goes by; null while it starts. */
  readonly inForce: Configuration | null;
}

export type Persist = Extract<Effect, { kind: "persist" }>;

/** What a disk holds when a process starts on it. */
export interface StartingDisk {
  readonly hardState: HardState;
  readonly base: LogBase | null;
  readonly entries: readonly Entry[];
  /** It may have lost what it had promised to keep. */
  readonly isDamaged: boolean;
}

/** Sees every start and every step of every member, in order. */
export interface TraceWatcher {
  /** Volatile state is gone; this is what the disk kept. */
  started(id: RaftId, name: string, disk: StartingDisk): void;
  stepped(id: RaftId, step: SpecStep): void;
}
