/** The leaders that this node has seen since it started, for the cluster page. */
import type { Log } from "../ports.ts";

const REMEMBERED = 32;

export interface LeaderChangeSeen {
  readonly term: number;
  readonly leader: string;
  /** This node's wall clock, ms. */
  readonly atMs: number;
}

/** Newest last. Terms without a leader are not remembered. */
export class LeaderHistory {
  private readonly seen: LeaderChangeSeen[] = [];

  constructor(log: Log) {
    this.note(log.status());
    log.onLeaderChange((status) => this.note(status));
  }

  get changes(): readonly LeaderChangeSeen[] {
    return this.seen;
  }

  private note({ term, leader }: { readonly term: number; readonly leader: string }): void {
    const last = this.seen.at(-1);
    if (leader === "" || (last?.term === term && last.leader === leader)) return;
    this.seen.push({ term, leader, atMs: Date.now() });
    if (this.seen.length > REMEMBERED) this.seen.shift();
  }
}
