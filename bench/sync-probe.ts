/** How the disk does beside the benchmark: a file of its own, written and synced every 20 ms. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const EVERY_MS = 20;
const BLOCK_BYTES = 4_096;

export interface SyncProbe {
  /** Ms of the slowest sync that was under way in this time (performance.now()). */
  slowest(fromMs: number, untilMs: number): number;
  stop(): Promise<void>;
}

/** `folder` is on the disk in question. */
export function startSyncProbe(folder: string): SyncProbe {
  const syncs: { readonly at: number; readonly tookMs: number }[] = [];
  const stopping = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    await using file = await open(join(folder, "sync-probe"), "w");
    const block = Buffer.alloc(BLOCK_BYTES);
    while (!stopping.signal.aborted) {
      const at = performance.now();
      await file.write(block, 0, BLOCK_BYTES, 0);
      await file.datasync();
      syncs.push({ at, tookMs: performance.now() - at });
      await pause(EVERY_MS);
    }
  }

  return {
    slowest: (fromMs, untilMs) =>
      syncs
        .filter(({ at, tookMs }) => at + tookMs >= fromMs && at <= untilMs)
        .reduce((slowest, { tookMs }) => Math.max(slowest, tookMs), 0),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
