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
import { decodeConfiguration } from "./configuration.ts";
import { hasQuorum } from "./quorum.ts";
import type { Configuration, Effect, Entry, Index, RaftId, SeenStart, Standing } from "./types.ts";

interface Told {
  readonly index: Index;
  readonly configuration: Configuration;
}

/** Of a log. */
export interface NewestConfiguration {
  readonly configurationIndex: Index;
  readonly configuration: Configuration;
}

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
  /** In this start: then its own table of starts may have lost something too, and it is no witness of its own. */
  #hasRecovered: boolean;
  #told: Told | null = null;

  constructor(stored: Standing | undefined, nonce: string) {
    this.nonce = nonce;
    this.isKept = stored !== undefined;
    this.#wanted = stored ?? NONE;
    this.#durable = this.#wanted;
    this.#hasRecovered = this.#wanted.isRecovering;
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
  isRecognised(log: NewestConfiguration, self: RaftId): boolean {
    return hasQuorum(this.newestConfiguration(log).configuration, (id) =>
      id === self ? !this.#hasRecovered : this.#recognisedBy.has(id),
    );
  }

  counts(log: NewestConfiguration, self: RaftId): boolean {
    if (!this.isKept) return true;
    return !this.isRecovering && this.isRecognised(log, self);
  }

  /** In the log, or committed behind it: a log that is behind may name members that are none any more. */
  newestConfiguration({ configurationIndex: index, configuration }: NewestConfiguration): Told {
    const told = this.#told;
    return told !== null && told.index > index ? told : { index, configuration };
  }

  /** Of a committed configuration entry. */
  toldOf({ index, data }: Entry): void {
    if (index <= (this.#told?.index ?? 0)) return;
    this.#told = { index, configuration: decodeConfiguration(data) };
  }

  recognised(by: RaftId): void {
    this.#recognisedBy.add(by);
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
    this.#hasRecovered = true;
    this.claimAt = 0;
    this.#want({ ...this.#wanted, incarnation, isRecovering: true });
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
    const { isRecovering, incarnation } = this;
    return wasRecovering === isRecovering ? null : { kind: "standing", isRecovering, incarnation };
  }

  #want(standing: Standing): void {
    this.#wanted = standing;
    this.#isDirty = true;
  }
}
