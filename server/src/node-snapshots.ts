/** The snapshots of a node that runs: which store keeps them, and how often they are made. */
import type { RunConfig } from "./config.ts";
import type { Logger } from "./lib/logger.ts";
import type { StateFiles } from "./state-files.ts";
import { FileSnapshotStore } from "./storage/file-snapshot-store.ts";
import type { MemberFolder } from "./storage/member-folder.ts";

interface SnapshotOptions {
  readonly folder: Pick<MemberFolder, "paths" | "cluster">;
  readonly logger: Logger;
  fatal(what: string, error: unknown): void;
}

export function nodeSnapshots(
  { folder, logger, fatal }: SnapshotOptions,
  state: StateFiles,
  freeBytes: () => number | null,
): FileSnapshotStore {
  return new FileSnapshotStore({
    folder: folder.paths.snapshots,
    clusterId: folder.cluster.clusterId,
    state,
    freeBytes,
    logger,
    fatal: (error) => fatal("a snapshot cannot become the state", error),
  });
}

/** With a size of one's own the log is kept as short as the rules allow. */
export function snapshotLimits({ snapshotLogBytes }: RunConfig) {
  if (snapshotLogBytes === undefined) return {};
  return { snapshotLogBytes, tailBytes: snapshotLogBytes, tailMaxBytes: 4 * snapshotLogBytes };
}
