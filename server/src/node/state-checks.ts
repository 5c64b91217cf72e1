/**
 * Whether the nodes still hold the same state, asked at every so manieth index (raft.md §2, state hash check).
 *
 *   every node   notes its state's hash at the index, tells it to all with its report
 *   the leader   finds one hash that a majority of the voters had, and proposes: "at this index it was this"
 *   every node   applies that and holds it against its own note; the odd one ends (the chat's `checkState`)
 *
 * What is proposed is the majority's hash, never the leader's own: the leader may be the odd one. The comparison goes
 * through the log, so no node can miss it, however long it was away, and each makes it at the same place. Reports may be
 * lost or late; that costs a moment. At most one comparison for each index is proposed by a leader, and none by anybody
 * while no index is noted, so an idle cluster writes nothing.
 *
 * When no hash has a majority nobody can say who is right: nobody is thrown out, and every node says so, loudly.
 */
import type { Logger } from "../lib/logger.ts";
import { LogRefusal } from "../ports.ts";
import type { Index, Log, LogStatus, NodeReport } from "../ports.ts";
import type { StateNote, StateNotes } from "../state-notes.ts";
import { hasQuorum, isQuorumLost } from "../raft/quorum.ts";
import type { Configuration, RaftId } from "../raft/types.ts";

const PROPOSE_MS = 2_000;

/** What this needs of a running node. */
export interface CheckedNode extends Pick<Log, "configuration" | "onApplied"> {
  status(): Pick<LogStatus, "role">;
  propose(command: Uint8Array, deadlineMs: number): Promise<unknown>;
  /** The others, and what they told last. */
  peers(): readonly {
    readonly id: RaftId;
    readonly report: Pick<NodeReport, "notes"> | null;
  }[];
  onReport(listener: () => void): () => void;
  tell(): void;
}

export interface StateChecksOptions {
  readonly id: RaftId;
  readonly node: CheckedNode;
  readonly logger: Logger;
  /** Of this node's state machine. */
  notes(): StateNotes;
  /** The command that holds this against every node's own note. */
  commandOf(note: StateNote): Uint8Array;
}

export class StateChecks {
  readonly #options: StateChecksOptions;
  readonly #stops: readonly (() => void)[];
  /** Of this node, told to the others already. */
  #toldIndex: Index = 0;
  /** On its way through the log; 0: nothing. */
  #askedIndex: Index = 0;
  #splitIndex: Index = 0;

  constructor(options: StateChecksOptions) {
    this.#options = options;
    const { node } = options;
    this.#stops = [node.onApplied(() => this.#applied()), node.onReport(() => this.#look())];
  }

  /** The newest index at which the voters differed and none of their hashes had a majority; 0: there was none. */
  get splitIndex(): Index {
    return this.#splitIndex;
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  #applied(): void {
    const newest = this.#options.notes().notes.at(-1)?.index ?? 0;
    if (newest <= this.#toldIndex) return;
    this.#toldIndex = newest;
    this.#options.node.tell();
    this.#look();
  }

  #look(): void {
    const { notes, node } = this.#options;
    const { checkedIndex } = notes();
    const configuration = node.configuration();
    for (const [index, hashes] of this.#notesAfter(checkedIndex)) {
      const agreed = agreedHash(configuration, hashes);
      if (agreed !== null) return this.#propose({ index, hash: agreed });
      if (isSplit(configuration, hashes)) this.#tellOfSplit(index, hashes);
    }
  }

  /** Newest index first: what each node that has told of it had there. */
  #notesAfter(checkedIndex: Index): readonly (readonly [Index, ReadonlyMap<RaftId, string>])[] {
    const { id, node, notes } = this.#options;
    const found = new Map<Index, Map<RaftId, string>>();
    const add = (who: RaftId, known: readonly StateNote[]): void => {
      for (const { index, hash } of known) {
        if (index <= checkedIndex) continue;
        const hashes = found.get(index) ?? new Map<RaftId, string>();
        found.set(index, hashes.set(who, hash));
      }
    };
    add(id, notes().notes);
    for (const peer of node.peers()) add(peer.id, peer.report?.notes ?? []);
    return [...found].toSorted(([one], [other]) => other - one);
  }

  #propose(note: StateNote): void {
    const { node, commandOf, logger } = this.#options;
    if (node.status().role !== "leader" || note.index <= this.#askedIndex) return;
    this.#askedIndex = note.index;
    node.propose(commandOf(note), PROPOSE_MS).catch((error: unknown) => {
      if (!(error instanceof LogRefusal)) throw error;
      // The next report asks again, here or at the next leader.
      this.#askedIndex = 0;
      logger.debug({ index: note.index, reason: error.reason }, "states were not compared");
    });
  }

  #tellOfSplit(index: Index, hashes: ReadonlyMap<RaftId, string>): void {
    if (index <= this.#splitIndex) return;
    this.#splitIndex = index;
    const { members } = this.#options.node.configuration();
    const states = members.map(({ id, name }) => `${name} ${hashes.get(id) ?? "unknown"}`);
    this.#options.logger.error(
      { index, states },
      "the states of the nodes differ and no majority agrees: nobody can say who is right",
    );
  }
}

function agreedHash(
  configuration: Configuration,
  hashes: ReadonlyMap<RaftId, string>,
): string | null {
  const hasMajority = (hash: string): boolean =>
    hasQuorum(configuration, (voter) => hashes.get(voter) === hash);
  return [...new Set(hashes.values())].find(hasMajority) ?? null;
}

/** Whatever those have who have not told yet: none of these hashes can still come to a majority. */
function isSplit(configuration: Configuration, hashes: ReadonlyMap<RaftId, string>): boolean {
  return [...new Set(hashes.values())].every((hash) =>
    isQuorumLost(configuration, (voter) => (hashes.get(voter) ?? hash) !== hash),
  );
}
