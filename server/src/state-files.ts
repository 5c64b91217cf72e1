/** One more port, beside those of ports.ts: the state as files. */
import type { Index } from "./raft/types.ts";

/** What a file with a state holds: its hash, 32 hexadecimal digits, or why it is of no use. */
export type StateCopy = { readonly hash: string } | { readonly flaw: string };

/** The state machine's own files, for who copies and replaces them without knowing what is in them. */
export interface StateFiles {
  /** About, as they are now. */
  sizeBytes(): number;
  /**
   * Copies the state, which is at `index` at the call, into a new file, and judges it. From `begun` on applies may go on;
   * it may be left out when there is a flaw.
   */
  copy(index: Index, path: string, calls: { begun(): void; done(copy: StateCopy): void }): void;
  /** Reads all of a file: is it the whole state at `index`? */
  judge(index: Index, path: string, done: (copy: StateCopy) => void): void;
  /** The file, judged before and durable, becomes the state by a rename. No apply and no copy is out. */
  replaceWith(path: string, done: () => void): void;
}
