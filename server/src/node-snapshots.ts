/** The snapshots of a node that runs: which store keeps them, and how often they are made. */
import type { ChatThread } from "./chat/chat-thread.ts";
import type { RunConfig } from "./config.ts";
import type { Logger } from "./lib/logger.ts";
import { LogRefusal } from "./log-refusal.ts";
import type { RunningNode } from "./node/node.ts";
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

/** A copy must be done in this time, or the next regular one has to do, ms. */
const PROOF_MS = 300_000;

/**
 * After a kill nothing says that the state is still what it was. A copy reads and judges all of it, in the background;
 * when it is not sound the node ends, and makes its state again at the next start.
 */
export async function proveState(
  node: Pick<RunningNode, "holdSnapshot" | "status">,
  { isUnproven }: Pick<ChatThread, "isUnproven">,
): Promise<void> {
  const { appliedIndex } = node.status();
  if (!isUnproven || appliedIndex === 0) return;
  try {
    (await node.holdSnapshot(appliedIndex, PROOF_MS)).release();
  } catch (error) {
    if (!(error instanceof LogRefusal)) throw error;
  }
}

/** With a size of one's own the log is kept as short as the rules allow. */
export function snapshotLimits({ snapshotLogBytes }: RunConfig) {
  if (snapshotLogBytes === undefined) return {};
  return { snapshotLogBytes, tailBytes: snapshotLogBytes, tailMaxBytes: 4 * snapshotLogBytes };
}
