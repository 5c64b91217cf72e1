/**
 * Joins what a node holds with what a backup looks like. A backup holds all that was acknowledged before it was asked for, so
 * it is not kept until states are compared behind it: that may be 1,000 entries away. It says up to where they were.
 */
import { join } from "node:path";
import { LogRefusal } from "./log-refusal.ts";
import type { RunningNode } from "./node/node.ts";
import type { Backups } from "./rpc/backup-stream.ts";
import { CallRefusal } from "./rpc/call-refusal.ts";
import type { StateNotes } from "./state-notes.ts";
import type { MemberFolder } from "./storage/member-folder.ts";
import { backupBytes, backupParts } from "./storage/outgoing-backup.ts";
import { describeSnapshotFile } from "./storage/snapshot-file.ts";
import { UnsoundSnapshot } from "./storage/unsound-snapshot.ts";

export function nodeBackups(
  node: Pick<RunningNode, "holdSnapshot">,
  { member, paths }: Pick<MemberFolder, "member" | "paths">,
  notes: () => Pick<StateNotes, "agreedIndex">,
): Backups {
  return {
    open: async (wanted, deadlineMs) => {
      const held = await node.holdSnapshot(wanted, deadlineMs).catch((error: unknown) => {
        throw explain(error);
      });
      try {
        // Only what stands behind the state: a few kilobytes.
        const tail = describeSnapshotFile(join(paths.snapshots, `${held.snapshot.id}.snapshot`));
        const { index, term } = tail.description.snapshot.base;
        return {
          node: member.name,
          index,
          term,
          stateHash: tail.description.stateHash,
          comparedIndex: Math.min(index, notes().agreedIndex),
          bytes: backupBytes(tail),
          parts: () => explained(backupParts({ tail, read: held.read })),
          close: held.release,
        };
      } catch (error) {
        held.release();
        throw explain(error);
      }
    },
  };
}

async function* explained(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* parts;
  } catch (error) {
    throw explain(error);
  }
}

const NO_COPY =
  "This node could not copy its state; its log says why. Free space on its disk, or take the backup from another node.";

function explain(error: unknown): unknown {
  if (error instanceof LogRefusal && error.reason === "OVERLOADED")
    return new CallRefusal("OVERLOADED", NO_COPY);
  return error instanceof UnsoundSnapshot ? new CallRefusal("CORRUPT", "") : error;
}
