/** What a store finds in a folder after a cut. */
import type { LogStore } from "../src/ports.ts";
import { unpackEntries } from "../src/raft/entry-codec.ts";
import type { Entry, Standing, StoredLog } from "../src/raft/types.ts";
import { FolderRefusal } from "../src/storage/folder-refusal.ts";
import { openLog } from "../src/storage/log-opening.ts";
import { openSqliteLogStore } from "../src/storage/sqlite-log-store.ts";
import { digestOf } from "./log-model.ts";

const NONE: Standing = { incarnation: 0, isRecovering: false, seen: [] };
const READ_BYTES = 4 * 1024 * 1024;

export type Found =
  | {
      readonly kind: "open";
      readonly digest: string;
      /** Of this opening. */
      readonly standing: Standing;
    }
  /** The store said that it must not be used: noticed, not lost in silence. */
  | { readonly kind: "refused"; readonly sentence: string };

/** By the store that a node opens, thread and all. */
export async function findByStore(path: string): Promise<Found> {
  const store = openSqliteLogStore({ path });
  try {
    const stored = await store.load();
    const { hardState, baseIndex, baseTerm } = stored;
    const entries = await allEntries(store, stored);
    const digest = digestOf({ hardState, baseIndex, baseTerm, entries });
    return { kind: "open", digest, standing: stored.standing ?? NONE };
  } catch (error) {
    if (error instanceof FolderRefusal) return { kind: "refused", sentence: error.message };
    throw error;
  } finally {
    await store.close();
  }
}

/** Of a log that nobody uses. */
export async function entriesIn(path: string): Promise<readonly Entry[]> {
  const store = openSqliteLogStore({ path });
  try {
    return await allEntries(store, await store.load());
  } finally {
    await store.close();
  }
}

async function allEntries(store: LogStore, { baseIndex, lastIndex }: StoredLog) {
  const entries: Entry[] = [];
  while (baseIndex + entries.length < lastIndex) {
    const from = baseIndex + entries.length + 1;
    const part = await new Promise<readonly Entry[]>((resolve, reject) => {
      store.onFailure(reject);
      store.read(from, lastIndex, READ_BYTES, resolve);
    });
    if (part.length === 0) throw new Error(`the log ends at ${from - 1}, not at ${lastIndex}`);
    entries.push(...part);
  }
  return entries;
}

/**
 * The same by the parts of the store that run in its thread, without the thread: for tens of thousands of folders. A few
 * of them are shown to the whole store as well.
 */
export function findInPlace(path: string): Found {
  try {
    const options = { path, create: false, owner: null, mayBeEmpty: false, mustRecopy: false };
    const { database, file, mark, stored } = openLog(options);
    try {
      const { hardState, baseIndex, baseTerm, lastIndex, standing } = stored;
      const rows = file.read(baseIndex + 1, lastIndex, Number.MAX_SAFE_INTEGER);
      const entries = rows
        .flatMap((row) => unpackEntries(row.entries))
        .filter((entry) => entry.index > baseIndex);
      const digest = digestOf({ hardState, baseIndex, baseTerm, entries });
      return { kind: "open", digest, standing: standing ?? NONE };
    } finally {
      mark.close();
      database.close();
    }
  } catch (error) {
    if (error instanceof FolderRefusal) return { kind: "refused", sentence: error.message };
    if (isUnsound(error)) return { kind: "refused", sentence: String(error) };
    throw error;
  }
}

/** The thread makes a refusal of these. */
function isUnsound(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB";
}
