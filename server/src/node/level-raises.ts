/**
 * Raises the feature level once every voter can follow (foundations 3): a node of an older program would halt at the first
 * command that it does not know. Each node tells the newest level it can apply with its report; the leader proposes the
 * lowest of the voters' as soon as that is above what is in force. Whoever is away, or has not told, holds it back.
 *
 * A program that is put back to an older one after that halts with a sentence: the level never falls.
 */
import type { Logger } from "../lib/logger.ts";
import { LogRefusal } from "../ports.ts";
import type { Log, LogStatus, NodeReport } from "../ports.ts";
import type { Configuration, RaftId } from "../raft/types.ts";

const PROPOSE_MS = 2_000;
/** Of a program that does not tell. */
const FIRST_LEVEL = 1;

export interface VoterLevel {
  readonly id: RaftId;
  readonly reachable: boolean;
  readonly report: Pick<NodeReport, "featureLevel"> | null;
}

/** What this needs of a running node. */
export interface RaisingNode extends Pick<Log, "configuration" | "onApplied"> {
  status(): Pick<LogStatus, "role">;
  propose(command: Uint8Array, deadlineMs: number): Promise<unknown>;
  peers(): readonly VoterLevel[];
  onReport(listener: () => void): () => void;
}

export interface LevelRaisesOptions {
  readonly id: RaftId;
  readonly node: RaisingNode;
  readonly logger: Logger;
  /** The newest that this program can apply. */
  readonly supported: number;
  /** In force, as far as this node has applied. */
  level(): number;
  commandOf(level: number): Uint8Array;
}

export class LevelRaises {
  readonly #options: LevelRaisesOptions;
  readonly #stops: readonly (() => void)[];
  #isAsked = false;

  constructor(options: LevelRaisesOptions) {
    this.#options = options;
    const { node } = options;
    this.#stops = [node.onApplied(() => this.#look()), node.onReport(() => this.#look())];
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  #look(): void {
    const { id, node, supported, level } = this.#options;
    if (this.#isAsked || level() >= supported || node.status().role !== "leader") return;
    const common = commonLevel(node.configuration(), { id, supported }, node.peers());
    if (common > level()) this.#propose(common);
  }

  #propose(level: number): void {
    const { node, commandOf, logger } = this.#options;
    this.#isAsked = true;
    logger.info({ level }, "every voter knows a newer feature level: it is raised");
    node
      .propose(commandOf(level), PROPOSE_MS)
      .catch((error: unknown) => {
        if (!(error instanceof LogRefusal)) throw error;
        // The next report asks again, here or at the next leader.
        logger.debug({ level, reason: error.reason }, "the feature level was not raised");
      })
      .finally(() => (this.#isAsked = false));
  }
}

/** The newest level that every voter can apply, of the old and the new members while those change. */
export function commonLevel(
  { voters, outgoing }: Pick<Configuration, "voters" | "outgoing">,
  own: { readonly id: RaftId; readonly supported: number },
  peers: readonly VoterLevel[],
): number {
  const levelOf = (voter: RaftId): number => {
    if (voter === own.id) return own.supported;
    const peer = peers.find(({ id }) => id === voter);
    // One that is away may come back as another program.
    return peer?.reachable === true ? (peer.report?.featureLevel ?? FIRST_LEVEL) : FIRST_LEVEL;
  };
  return Math.min(...[...voters, ...outgoing].map(levelOf));
}
