/** How large the files of running nodes become while something else goes on. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { StartedNode } from "@parley/cli/started-cluster.ts";

const EVERY_MS = 100;

export interface FolderWatch {
  /** The largest size seen of the file of that name in any node's folder, bytes. */
  largest(name: string): number;
  /** When a snapshot was being made on any node (performance.now()). */
  isSnapshotTime(at: number): boolean;
  stop(): Promise<void>;
}

/** Files of a node's folder that grow without being asked. */
const WATCHED = ["raft.db", "raft.db-wal", "state.db", "state.db-wal"] as const;

export function watchFolders(nodes: readonly StartedNode[]): FolderWatch {
  const largest = new Map<string, number>();
  const spans: { readonly from: number; until: number }[] = [];
  const stopping = new AbortController();
  const running = run();

  async function look({ data }: StartedNode): Promise<boolean> {
    for (const name of WATCHED) {
      const size = await stat(join(data, name)).then(
        ({ size: bytes }) => bytes,
        () => 0,
      );
      largest.set(name, Math.max(largest.get(name) ?? 0, size));
    }
    const names = await readdir(join(data, "snapshots")).catch(() => [] as string[]);
    return names.some(isHalfMade);
  }

  async function run(): Promise<void> {
    let open: { readonly from: number; until: number } | null = null;
    while (!stopping.signal.aborted) {
      const from = performance.now();
      const isMaking = (await Promise.all(nodes.map(look))).some(Boolean);
      if (isMaking && open === null) spans.push((open = { from: from - EVERY_MS, until: from }));
      if (open !== null) open.until = performance.now();
      if (!isMaking) open = null;
      await pause(EVERY_MS);
    }
  }

  return {
    largest: (name) => largest.get(name) ?? 0,
    isSnapshotTime: (at) => spans.some(({ from, until }) => at >= from && at <= until),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function isHalfMade(name: string): boolean {
  return name.endsWith(".taking");
}
