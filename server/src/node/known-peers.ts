/** What this node has seen and heard of the others. */
import type { NodeReport } from "../ports.ts";
import type { Member, RaftId } from "../raft/types.ts";

export interface PeerView {
  readonly id: RaftId;
  readonly name: string;
  readonly reachable: boolean;
  readonly heardMsAgo: number;
  /** Null until the first report came. */
  readonly report: NodeReport | null;
}

interface Known {
  reachable: boolean;
  /** Monotone ms. */
  heardAt: number;
  report: NodeReport | null;
}

export class KnownPeers {
  readonly #known = new Map<RaftId, Known>();

  reachable(peer: RaftId, isReachable: boolean, now: number): void {
    this.#see(peer, now).reachable = isReachable;
  }

  reported(peer: RaftId, report: NodeReport, now: number): void {
    this.#see(peer, now).report = report;
  }

  viewOf({ id, name }: Member, now: number): PeerView {
    const known = this.#known.get(id);
    const heardMsAgo = known === undefined ? 0 : Math.trunc(now - known.heardAt);
    const { reachable, report } = known ?? { reachable: false, report: null };
    return { id, name, reachable, heardMsAgo, report };
  }

  #see(peer: RaftId, now: number): Known {
    const known = this.#known.get(peer) ?? { reachable: false, heardAt: 0, report: null };
    known.heardAt = now;
    this.#known.set(peer, known);
    return known;
  }
}
