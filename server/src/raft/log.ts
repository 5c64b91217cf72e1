/**
 * The log as the core sees it: which index has which term (all of it), which entries are in memory (the
 * newest, bounded in bytes), what is durable, committed and applied, and which configuration is in force.
 *
 *   base < ... cacheFirst ... applied <= commit <= last        durable <= last
 *
 * While an installed snapshot is not in the state machine yet, applied lies below the base, and so does durable
 * while the new base is on its way to the disk.
 *
 * Entries themselves may have left memory once they are durable and applied; their terms never do, because
 * they cost one run per term.
 */
import { assert } from "../lib/assert.ts";
import { lastThatHolds } from "../lib/bisect.ts";
import { decodeConfiguration } from "./configuration.ts";
import { LogSize } from "./log-size.ts";
import { NOBODY } from "./membership.ts";
import type {
  Configuration,
  Entry,
  Index,
  LogBase,
  Member,
  RaftId,
  RetiredMember,
  StoredLog,
  Term,
  TermRun,
} from "./types.ts";

/** Bookkeeping of one entry in memory beside its data, in bytes. */
const ENTRY_OVERHEAD_BYTES = 96;

export class RaftLog {
  baseIndex: Index;
  baseTerm: Term;
  /** Log time at the base, or a little less. */
  #baseTime: number;
  lastIndex: Index;
  /** Newest log time in the log. */
  lastTime: number;
  /** On this node's disk and not about to be cut. */
  durableIndex: Index;
  commitIndex: Index;
  appliedIndex: Index;
  #runs: TermRun[];
  #configurations: {
    readonly index: Index;
    readonly configuration: Configuration;
    readonly entry: Entry;
  }[];
  readonly size: LogSize;
  #isDistrusted = false;
  #cache: Entry[] = [];
  #cacheFirst: Index;
  #cacheBytes = 0;
  readonly #cacheMaxBytes: number;

  constructor(stored: StoredLog, appliedIndex: Index, cacheMaxBytes: number) {
    this.baseIndex = stored.baseIndex;
    this.baseTerm = stored.baseTerm;
    this.#baseTime = stored.lastIndex === stored.baseIndex ? stored.lastTime : 0;
    this.size = new LogSize(stored.baseIndex, stored.lastIndex, stored.bytes);
    this.lastIndex = stored.lastIndex;
    this.lastTime = stored.lastTime;
    this.durableIndex = stored.lastIndex;
    // What was applied was committed; the rest is learnt again from the leader.
    this.commitIndex = Math.max(stored.baseIndex, appliedIndex);
    this.appliedIndex = this.commitIndex;
    this.#runs = [...stored.termRuns];
    this.#configurations = stored.configurations.map((entry) => ({
      index: entry.index,
      configuration: decodeConfiguration(entry.data),
      entry,
    }));
    this.#cacheFirst = stored.lastIndex + 1;
    this.#cacheMaxBytes = cacheMaxBytes;
    assert(this.commitIndex <= this.lastIndex, "nothing is applied that the log does not hold");
  }

  get lastTerm(): Term {
    return this.#runs.at(-1)?.term ?? this.baseTerm;
  }

  /** The newest configuration in the log: in force from the moment it is appended (§6). */
  get configuration(): Configuration {
    return this.#configurations.at(-1)?.configuration ?? NOBODY;
  }

  /** The newest one known to be committed, at index 0 while there is none; and whether another one is in force. */
  get committedConfiguration() {
    const committed = this.#configurations.findLast((one) => one.index <= this.commitIndex);
    const { index, configuration } = committed ?? { index: 0, configuration: NOBODY };
    return { index, configuration, isChanging: index !== this.configurationIndex };
  }

  /** The entry of the configuration in force; null while there is none. */
  get configurationEntry(): Entry | null {
    return this.#configurations.at(-1)?.entry ?? null;
  }

  /** Where the configuration in force stands; 0 while there is none. */
  get configurationIndex(): Index {
    return this.#configurations.at(-1)?.index ?? 0;
  }

  /**
   * The newest that is known to be committed and those behind it: any of these may be in force soon. All of them while
   * nothing is known to be committed, as after a restart without a state.
   */
  get configurationsInPlay(): readonly Configuration[] {
    const committed = this.#configurations.findLastIndex((one) => one.index <= this.commitIndex);
    return this.#configurations
      .slice(Math.max(0, committed))
      .map(({ configuration }) => configuration);
  }

  /** Everybody whom a configuration in play names. */
  get membersInPlay(): readonly Member[] {
    const members = this.configurationsInPlay.toReversed().flatMap((one) => one.members);
    return [...new Map(members.toReversed().map((member) => [member.id, member])).values()];
  }

  /** What a member is called, even one of the past. */
  nameOf(id: RaftId): string {
    // Asked for every answer of a node, so nothing is copied.
    const isNamed = (one: RetiredMember): boolean => one.id === id;
    for (let at = this.#configurations.length - 1; at >= 0; at -= 1) {
      const configuration = this.#configurations[at]?.configuration;
      const member = configuration?.members.find(isNamed) ?? configuration?.retired?.find(isNamed);
      if (member !== undefined) return member.name;
    }
    return "";
  }

  /** Undefined outside the log; the base itself has a term. */
  termAt(index: Index): Term | undefined {
    if (index === this.baseIndex) return this.baseTerm;
    if (index < this.baseIndex || index > this.lastIndex) return undefined;
    return this.#runs[this.#runAt(index)]?.term;
  }

  /** §5.4.1: later last term, or equal last term and not shorter. */
  isUpToDate(lastIndex: Index, lastTerm: Term): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** The largest index at or below `index` whose term is not above `term`: where two logs may still agree. */
  lastIndexNotAbove(index: Index, term: Term): Index {
    let candidate = Math.min(index, this.lastIndex);
    while (candidate > this.baseIndex && (this.termAt(candidate) ?? 0) > term) {
      candidate = (this.#runs[this.#runAt(candidate)]?.first ?? candidate) - 1;
    }
    return candidate;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      assert(entry.index === this.lastIndex + 1, "entries are appended without a gap");
      assert(entry.term >= this.lastTerm, "terms never fall along the log");
      if (this.#runs.length === 0 || entry.term !== this.lastTerm) {
        this.#runs.push({ first: entry.index, term: entry.term });
      }
      if (entry.kind === "configuration") {
        this.#configurations.push({
          index: entry.index,
          configuration: decodeConfiguration(entry.data),
          entry,
        });
      }
      this.lastIndex = entry.index;
      this.size.append(entry.data.length);
      this.lastTime = Math.max(this.lastTime, entry.time);
      this.#cache.push(entry);
      this.#cacheBytes += entry.data.length + ENTRY_OVERHEAD_BYTES;
    }
  }

  /** Removes `from` and everything behind it. Committed entries are never removed (raft.md bug 14). */
  truncateFrom(from: Index): void {
    assert(from > this.commitIndex, "a committed entry is never truncated");
    assert(from > this.baseIndex && from <= this.lastIndex, "truncation happens inside the log");
    while ((this.#runs.at(-1)?.first ?? 0) >= from) this.#runs.pop();
    this.#configurations = this.#configurations.filter((one) => one.index < from);
    const keep = Math.max(0, from - this.#cacheFirst);
    for (const entry of this.#cache.splice(keep))
      this.#cacheBytes -= entry.data.length + ENTRY_OVERHEAD_BYTES;
    this.#cacheFirst = Math.min(this.#cacheFirst, from);
    this.lastIndex = from - 1;
    this.size.truncateFrom(from);
    this.durableIndex = Math.min(this.durableIndex, this.lastIndex);
  }

  /** The state machine holds everything up to `index`; what that was before this log lost something, need not be here. */
  applied(index: Index): void {
    assert(this.#isDistrusted || index <= this.commitIndex, "only committed entries are applied");
    this.appliedIndex = Math.max(this.appliedIndex, Math.min(index, this.commitIndex));
  }

  /** This log may not hold what was committed: all of it behind the base is held against the leader's again. */
  distrust(): void {
    this.#isDistrusted = true;
    this.commitIndex = this.baseIndex;
    this.appliedIndex = this.baseIndex;
  }

  /** What a snapshot at `index` says beside the state. `time`: log time there, or a little less. */
  baseAt(index: Index, time: number): LogBase {
    const term = this.termAt(index);
    const configuration = this.#configurations.findLast((one) => one.index <= index)?.entry;
    assert(term !== undefined && index <= this.commitIndex, "a base is a committed entry");
    assert(configuration !== undefined, "every index has a configuration");
    return { index, term, time, configuration };
  }

  /** Lets go of everything up to `index`, which a durable snapshot covers (§7). Returns the new base. */
  compactTo(index: Index, time: number): LogBase {
    assert(index > this.baseIndex && index <= this.appliedIndex, "only applied entries go");
    const base = this.baseAt(index, Math.max(time, this.#baseTime));
    this.#startAt(base);
    return base;
  }

  /**
   * Takes the place that a received snapshot gives it (§7): what follows an equal entry stays, else nothing of
   * the log does. Returns from where on entries in conflict with it had to be cut.
   */
  install(base: LogBase): Index | null {
    assert(base.index > this.commitIndex, "a snapshot only leads forward");
    const isConflict = base.index <= this.lastIndex && this.termAt(base.index) !== base.term;
    if (isConflict) this.truncateFrom(base.index);
    this.#startAt(base);
    this.lastIndex = Math.max(this.lastIndex, base.index);
    this.lastTime = Math.max(this.lastTime, base.time);
    this.commitIndex = base.index;
    return isConflict ? base.index : null;
  }

  #startAt(base: LogBase): void {
    const { index, term, time, configuration: entry } = base;
    const behind = this.#runs.findLast((run) => run.first <= index + 1);
    const later = this.#runs.filter((run) => run.first > index + 1);
    const isEmpty = this.lastIndex <= index;
    this.#runs =
      isEmpty || behind === undefined ? later : [{ first: index + 1, term: behind.term }, ...later];
    this.#configurations = [
      { index: entry.index, configuration: decodeConfiguration(entry.data), entry },
      ...this.#configurations.filter((one) => one.index > index),
    ];
    const gone = Math.min(Math.max(0, index + 1 - this.#cacheFirst), this.#cache.length);
    for (const old of this.#cache.slice(0, gone))
      this.#cacheBytes -= old.data.length + ENTRY_OVERHEAD_BYTES;
    this.#cache = this.#cache.slice(gone);
    this.#cacheFirst = Math.max(this.#cacheFirst, index + 1);
    this.size.startAt(index);
    this.baseIndex = index;
    this.baseTerm = term;
    this.#baseTime = time;
  }

  /** Whether the entry itself is in memory; else it has to be fetched from the store. */
  isCached(index: Index): boolean {
    return index >= this.#cacheFirst && index <= this.lastIndex;
  }

  /** Contiguous entries in memory from `from` to at most `until`: at least one, about `maxBytes`. */
  cached(from: Index, until: Index, maxBytes: number): readonly Entry[] {
    assert(this.isCached(from), "only cached entries are read here");
    const start = from - this.#cacheFirst;
    let end = start;
    let bytes = 0;
    while (end < this.#cache.length && this.#cacheFirst + end <= until) {
      bytes += (this.#cache[end]?.data.length ?? 0) + ENTRY_OVERHEAD_BYTES;
      if (end > start && bytes > maxBytes) break;
      end += 1;
    }
    return this.#cache.slice(start, end);
  }

  /** Lets go of old entries that are applied and durable, when memory is over its bound. */
  evict(): void {
    if (this.#cacheBytes <= this.#cacheMaxBytes) return;
    const removable = Math.min(this.appliedIndex, this.durableIndex) - this.#cacheFirst + 1;
    let count = 0;
    // Half of the bound at a time, so that the copy is paid rarely.
    while (count < removable && this.#cacheBytes > this.#cacheMaxBytes / 2) {
      this.#cacheBytes -= (this.#cache[count]?.data.length ?? 0) + ENTRY_OVERHEAD_BYTES;
      count += 1;
    }
    this.#cache = this.#cache.slice(count);
    this.#cacheFirst += count;
  }

  /** Position in #runs of the run that holds `index`; the index lies inside the log. */
  #runAt(index: Index): number {
    return lastThatHolds(0, this.#runs.length - 1, (at) => (this.#runs[at]?.first ?? 0) <= index);
  }
}
