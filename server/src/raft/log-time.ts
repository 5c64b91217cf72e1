/**
 * Log time (foundations 3): the leader stamps each entry with the largest of the previous stamp and the
 * lower median of the newest wall clocks that a quorum reported. One bad clock, the leader's own
 * included, cannot run it ahead; with fewer reports than a quorum it stands still.
 */
import type { RaftId } from "./types.ts";

interface Report {
  readonly wall: number;
  readonly at: number;
}

export class LogTime {
  readonly #reports = new Map<RaftId, Report>();
  /** The last answer: one batch asks for the same stamp once per entry. */
  #last: { readonly ownWall: number; readonly quorum: number; readonly median: number } | null =
    null;

  /** A new leader knows nobody's clock yet. */
  reset(): void {
    this.#reports.clear();
    this.#last = null;
  }

  /** Who is no voter any more has no say. */
  keepOnly(voters: readonly RaftId[]): void {
    for (const peer of this.#reports.keys()) if (!voters.includes(peer)) this.#reports.delete(peer);
    this.#last = null;
  }

  /** `now` is monotone ms and orders reports by age. */
  report(peer: RaftId, wall: number, now: number): void {
    this.#reports.set(peer, { wall, at: now });
    this.#last = null;
  }

  /** `quorum`: how many reports are needed, own included. */
  stamp(previous: number, ownWall: number, quorum: number): number {
    if (this.#last?.ownWall !== ownWall || this.#last.quorum !== quorum)
      this.#last = { ownWall, quorum, median: this.#median(ownWall, quorum) };
    return Math.max(previous, this.#last.median);
  }

  /** Lower median of the own clock and the newest reports; 0 with too few of them. */
  #median(ownWall: number, quorum: number): number {
    const newest = [...this.#reports.values()].toSorted((a, b) => b.at - a.at).slice(0, quorum - 1);
    if (newest.length < quorum - 1) return 0;
    const walls = [ownWall, ...newest.map((report) => report.wall)].toSorted((a, b) => a - b);
    return walls[Math.trunc((quorum + 1) / 2) - 1] ?? 0;
  }
}
