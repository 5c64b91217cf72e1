/** What the log store's contract works with. */
import type { LogStore, LogWrite } from "../ports.ts";
import type { Entry, Index, StoredLog } from "../raft/types.ts";

export interface LogStoreHarness {
  /** Opens a store on what earlier ones left; at first there is nothing. */
  open(): LogStore;
  /** Lets time pass until what is under way is answered; does nothing where time passes by itself. */
  settle(): void;
  /** Damages the stored bytes of an entry while no store is open. */
  rot(index: Index): void;
  /** Takes back the newest write, as a disk does that lied about its sync. No store is open. */
  loseEnd(): void;
  /** Removes the log, or the mark. No store is open. */
  loseLog(): void;
  loseMark(): void;
  /** Removes everything; all stores are closed. */
  dispose(): void;
}

/** One log and what may be done to it. */
export interface LogBench {
  write(...writes: readonly LogWrite[]): Promise<void>;
  read(from: Index, until: Index, maxBytes: number): Promise<readonly Entry[]>;
  reopen(): Promise<StoredLog>;
  harm(damage: (harness: LogStoreHarness) => void): Promise<void>;
  load(): Promise<StoredLog>;
}
