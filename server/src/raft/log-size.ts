/**
 * How many bytes of log lie behind an index, for deciding what may go (raft.md §4, by bytes). One mark every
 * few KiB; between two marks bytes count as spread evenly, so all figures are good to about one step.
 */
import { assert } from "../lib/assert.ts";
import { lastThatHolds } from "../lib/bisect.ts";
import type { Index } from "./types.ts";

const STEP_BYTES = 16 * 1024;
/** Of an entry beside its data, stored. */
const ENTRY_OVERHEAD_BYTES = 16;

interface Mark {
  readonly index: Index;
  /** Of everything up to and including `index`, from where this began to count. */
  readonly bytes: number;
}

export class LogSize {
  /** Ascending; the first is the base. */
  #marks: Mark[];
  #last: Mark;

  /** A stored log of about `bytes`. */
  constructor(baseIndex: Index, lastIndex: Index, bytes: number) {
    this.#marks = [{ index: baseIndex, bytes: 0 }];
    this.#last = { index: lastIndex, bytes };
    if (lastIndex > baseIndex) this.#marks.push(this.#last);
  }

  append(dataBytes: number): void {
    const bytes = this.#last.bytes + dataBytes + ENTRY_OVERHEAD_BYTES;
    this.#last = { index: this.#last.index + 1, bytes };
    if (bytes - (this.#marks.at(-1)?.bytes ?? 0) >= STEP_BYTES) this.#marks.push(this.#last);
  }

  truncateFrom(from: Index): void {
    const last = { index: from - 1, bytes: this.#upTo(from - 1) };
    while (this.#marks.length > 1 && (this.#marks.at(-1)?.index ?? 0) >= from) this.#marks.pop();
    this.#last = last;
  }

  /** Everything up to `base` is gone. A base behind the end is an empty log. */
  startAt(base: Index): void {
    const first = { index: base, bytes: this.#upTo(base) };
    this.#marks = [first, ...this.#marks.filter(({ index }) => index > base)];
    if (this.#last.index < base) this.#last = first;
  }

  /** Of the entries behind `index`. */
  behind(index: Index): number {
    return this.#last.bytes - this.#upTo(index);
  }

  /** The largest index with at least so many bytes behind it; the base when there are not so many. */
  indexLeaving(bytes: number): Index {
    const base = this.#marks[0]?.index ?? 0;
    return lastThatHolds(base, this.#last.index, (index) => this.behind(index) >= bytes);
  }

  #upTo(index: Index): number {
    // At every apply, of a log of any length.
    const at = lastThatHolds(
      0,
      this.#marks.length - 1,
      (place) => (this.#marks[place]?.index ?? 0) <= index,
    );
    const below = this.#marks[at];
    assert(below !== undefined, "a log has a base");
    const above = this.#marks[at + 1] ?? this.#last;
    if (index <= below.index) return below.bytes;
    if (index >= above.index) return above.bytes;
    const share = (above.bytes - below.bytes) * (index - below.index);
    return below.bytes + Math.trunc(share / (above.index - below.index));
  }
}
