/** While there is no majority: how many servers are up, for the read-only line. */
import type { Clock } from "./clock.ts";
import type { ClusterStatus } from "./model.ts";

export interface QuorumWatchOptions {
  readonly clock: Clock;
  /** Answered by any node, without a majority. */
  ask(): Promise<ClusterStatus>;
  changed(): void;
}

const ASK_EVERY_MS = 2_000;

export class QuorumWatch {
  private readonly options: QuorumWatchOptions;
  private isWatching = false;
  private cancel: () => void = () => {};
  counts: { readonly nodesUp: number; readonly nodesAll: number } = { nodesUp: 0, nodesAll: 0 };

  constructor(options: QuorumWatchOptions) {
    this.options = options;
  }

  /** `sinceMs`: null while there is a majority. */
  note(sinceMs: number | null): void {
    const isNeeded = sinceMs !== null;
    if (isNeeded === this.isWatching) return;
    this.isWatching = isNeeded;
    if (isNeeded) void this.look(); // never rejects
    else this.close();
  }

  close(): void {
    this.isWatching = false;
    this.cancel();
  }

  private async look(): Promise<void> {
    const status = await this.options.ask().catch(() => null);
    if (!this.isWatching) return;
    if (status !== null) {
      const voters = status.nodes.filter(({ role }) => role !== "learner");
      const nodesUp = voters.filter(({ reachable }) => reachable).length;
      this.counts = { nodesUp, nodesAll: voters.length };
      this.options.changed();
    }
    this.cancel = this.options.clock.after(ASK_EVERY_MS, () => {
      void this.look(); // never rejects
    });
  }
}
