/**
 * What this node may promise with the log that it has (foundations §1, raft.md §3).
 *
 *   started ── a quorum says that this start is the newest ──▶ counted
 *      │                                                          │
 *      └──────── the log lost something, or an *old* answer ──────┴──▶ recovering ── refilled ──▶ as started
 *
 * Only what is counted votes, campaigns, and is counted when it acknowledges. A store that keeps no standing leaves
 * all this out: then everything counts, and nothing is claimed.
 */
import { LIMITS } from "../limits.ts";
import { decodeConfiguration } from "./configuration.ts";
import { hasQuorum } from "./quorum.ts";
import type {
  Configuration,
  Effect,
  Entry,
  OwnStart,
  RaftId,
  SeenStart,
  Standing,
} from "./types.ts";

interface Told {
  readonly entry: Entry;
  readonly configuration: Configuration;
}

/** What a log says of configurations. */
interface InLog {
  readonly configurationEntry: Entry | null;
  readonly configuration: Configuration;
}

type Place = Pick<Entry, "index" | "term">;

/** As logs are compared (§5.4.1): the later term, then the later place. */
export function isNewer(one: Place, other: Place | null): boolean {
  if (other === null || one.term !== other.term) return one.term > (other?.term ?? 0);
  return one.index > other.index;
}

/**
 * Before the first start that is written down, as if the first of all had been recognised under a name that nobody bears:
 * else a copy that was taken before this folder had named any start could call each of its own the last recognised one.
 */
const NEVER_RECOGNISED: OwnStart = { incarnation: 1, nonce: "" };

const NONE: Standing = { incarnation: 0, isRecovering: false, seen: [] };

export class OwnStanding {
  readonly nonce: string;
  readonly isKept: boolean;
  /** Peers with an open connection: each is told of this start until it has answered. */
  readonly connected = new Set<RaftId>();
  /** When those who have not answered are told again. */
  claimAt = 0;
  /** As it is or will be on disk, and as it is there. */
  #wanted: Standing;
  #durable: Standing;
  #isDirty = false;
  /** To these this start is the newest that there was. */
  readonly #recognisedBy = new Set<RaftId>();
  /** Then its own table of starts may have lost something too: until it has recovered it is no witness of its own. */
  #isInDoubt: boolean;
  #told: Told | null = null;
  /** Whether this start counts by the configuration of that entry; null: something has changed since it was judged. */
  #verdict: { readonly entry: Entry | null; readonly counts: boolean } | null = null;

  constructor(stored: Standing | undefined, nonce: string) {
    this.nonce = nonce;
    this.isKept = stored !== undefined;
    this.#wanted = stored ?? NONE;
    this.#durable = this.#wanted;
    this.#isInDoubt = this.#wanted.isRecovering;
    if (this.isKept) this.#descend(this.#wanted.lineage ?? [NEVER_RECOGNISED]);
  }

  /** It is no claim, no promise and no answer to read by until the disk knows it. */
  get incarnation(): number {
    return this.#wanted.incarnation;
  }

  get durableIncarnation(): number {
    return this.#durable.incarnation;
  }

  /** Begins at once, and ends when the end is durable. */
  get isRecovering(): boolean {
    return this.#wanted.isRecovering || this.#durable.isRecovering;
  }

  /** All that was refilled is there, and that it is so is on its way to the disk. */
  get isLeaving(): boolean {
    return this.#durable.isRecovering && !this.#wanted.isRecovering;
  }

  get lineage(): readonly OwnStart[] {
    return this.#wanted.lineage ?? [];
  }

  get seen(): readonly SeenStart[] {
    return this.#wanted.seen;
  }

  /** As messages carry it. */
  get table(): { readonly seen?: readonly SeenStart[] } {
    const { seen } = this.#wanted;
    return seen.length === 0 ? {} : { seen };
  }

  get isDurable(): boolean {
    return this.#durable === this.#wanted;
  }

  isRecognisedBy(peer: RaftId): boolean {
    return this.#recognisedBy.has(peer);
  }

  /** A quorum knows of no later start: of the newest configuration, both sets of it in joint consensus. */
  isRecognised(inLog: InLog, self: RaftId): boolean {
    const told = this.toldBeyond(inLog.configurationEntry);
    return hasQuorum(told ?? inLog.configuration, (id) =>
      id === self ? !this.#isInDoubt : this.#recognisedBy.has(id),
    );
  }

  /** Asked for every message, so it is worked out again only when something has changed on which it depends. */
  counts(inLog: InLog, self: RaftId): boolean {
    if (!this.isKept) return true;
    const { configurationEntry: entry } = inLog;
    if (this.#verdict === null || this.#verdict.entry !== entry) {
      const counts = !this.isRecovering && this.isRecognised(inLog, self);
      this.#verdict = { entry, counts };
    }
    return this.#verdict.counts;
  }

  /** In the log, or in that of another: a log that is behind may name members that are none any more. */
  newestConfiguration(inLog: Entry | null): Entry | null {
    const told = this.#told?.entry ?? null;
    return told !== null && isNewer(told, inLog) ? told : inLog;
  }

  /** What another goes by, if the log here does not reach so far. */
  toldBeyond(inLog: Entry | null): Configuration | null {
    const told = this.#told;
    return told !== null && this.newestConfiguration(inLog) === told.entry
      ? told.configuration
      : null;
  }

  /** Another goes by this one. False: it is no news. */
  toldOf(entry: Entry): boolean {
    if (!isNewer(entry, this.#told?.entry ?? null)) return false;
    this.#told = { entry, configuration: decodeConfiguration(entry.data) };
    this.#verdict = null;
    return true;
  }

  /** A quorum has this start for the newest: what came before it is of no more use. */
  settle(): void {
    if (this.lineage.length > 1) this.#descend([]);
  }

  recognised(by: RaftId): void {
    this.#recognisedBy.add(by);
    this.#verdict = null;
  }

  /** The newest start of a peer that was heard of, 0 when none was. */
  newestOf(peer: RaftId): number {
    return this.#wanted.seen.find(({ id }) => id === peer)?.incarnation ?? 0;
  }

  /** The same, if it is on this disk. */
  newestOnDiskOf(peer: RaftId): number {
    return this.#durable.seen.find(({ id }) => id === peer)?.incarnation ?? 0;
  }

  nonceOf(peer: RaftId): string | null {
    return this.#wanted.seen.find(({ id }) => id === peer)?.nonce ?? null;
  }

  /** True when that is news. */
  see(start: SeenStart): boolean {
    if (start.incarnation <= this.newestOf(start.id)) return false;
    const others = this.#wanted.seen.filter(({ id }) => id !== start.id);
    const seen = [...others, start].toSorted((one, other) => (one.id < other.id ? -1 : 1));
    this.#want({ ...this.#wanted, seen });
    return true;
  }

  /** No member any more. */
  forget(peer: RaftId): void {
    const seen = this.#wanted.seen.filter(({ id }) => id !== peer);
    this.#want({ ...this.#wanted, seen });
  }

  /** Everybody has to be asked anew: this is another start, and it knows that it lacks something. */
  recover(incarnation: number): void {
    this.#recognisedBy.clear();
    this.#isInDoubt = true;
    this.claimAt = 0;
    this.#want({ ...this.#wanted, incarnation, isRecovering: true });
    this.#descend([]);
  }

  recovered(): void {
    this.#want({ ...this.#wanted, isRecovering: false });
  }

  /** What has to be written down now; null when nothing has. */
  takeWrite(): Standing | null {
    if (!this.#isDirty) return null;
    this.#isDirty = false;
    return this.#wanted;
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Null when all is as before. */
  written(standing: Standing): Effect | null {
    const wasRecovering = this.isRecovering;
    this.#durable = standing;
    this.#verdict = null;
    const { isRecovering, incarnation } = this;
    // The leader's last word came after a quorum of others had written this start down: it is as good as a next one.
    if (wasRecovering && !isRecovering) this.#isInDoubt = false;
    return wasRecovering === isRecovering ? null : { kind: "standing", isRecovering, incarnation };
  }

  /** This start comes after those. The first of them, which was recognised, is kept for ever; of the rest the last ones. */
  #descend(before: readonly OwnStart[]): void {
    const { incarnation } = this.#wanted;
    const [first, ...rest] = [...before, { incarnation, nonce: this.nonce }];
    const kept = rest.slice(1 - LIMITS.startsOfOwn);
    this.#want({ ...this.#wanted, lineage: first === undefined ? kept : [first, ...kept] });
  }

  #want(standing: Standing): void {
    this.#wanted = standing;
    this.#isDirty = true;
    this.#verdict = null;
  }
}
