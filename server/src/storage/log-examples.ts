/** Small logs for the tests of this room. */
import type { LogWrite } from "../ports.ts";
import type { Entry, HardState, Index, LogBase, RaftId, Standing, Term } from "../raft/types.ts";

const voter = "00000000000000a1" as RaftId;
/** Entries `first`, `first + 1` … of the given terms, told apart by their data. */
export function entriesOf(first: Index, terms: readonly Term[], label = 0): readonly Entry[] {
  return terms.map((term, position) => ({
    index: first + position,
    term,
    time: 1_000 + first + position,
    kind: "command",
    data: new Uint8Array([label, first + position, term]),
  }));
}

export function writeOf(changes: Partial<LogWrite>): LogWrite {
  return { truncateFrom: null, hardState: null, entries: [], ...changes };
}

export const inTerm = (term: Term): HardState => ({ term, vote: voter });

export const standing = (changes: Partial<Standing>): Standing => ({
  incarnation: 1,
  isRecovering: false,
  seen: [],
  ...changes,
});

/** A base at `index`, with a configuration that stands at entry 1. */
export function baseOf(index: Index, term: Term): LogBase {
  const [first] = entriesOf(1, [1]);
  return {
    index,
    term,
    time: 1_000 + index,
    configuration: { ...first, kind: "configuration" } as Entry,
  };
}
