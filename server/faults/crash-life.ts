/** One life of a store, recorded and then cut at every moment. */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { checkPrefixes, LOG_NAME, type PrefixReport } from "./crash-prefixes.ts";
import { makeFreshLog } from "./fresh-log.ts";
import { Judge } from "./judge.ts";
import { memoryFolder } from "./memory-folder.ts";
import { record, STORAGE_PROCESS } from "./record.ts";
import type { StorageOrder } from "./storage-order.ts";

export interface CrashLife extends Omit<StorageOrder, "path" | "from" | "isKilled" | "recopies"> {
  /** So many steps come first, in a process that is killed: the recorded one meets what it left. */
  readonly before: number;
  /** Of the recorded process. */
  readonly recopies: boolean;
  /** Torn folders behind each event. */
  readonly tornFolders: number;
}

const WHOLE_STORE_EVERY = 400;

/** `injection`: strace's words for what happens to system calls, such as `fsync:retval=0`. */
export async function checkLife(
  { tornFolders, before, ...life }: CrashLife,
  injection: string | null = null,
): Promise<PrefixReport> {
  const home = memoryFolder();
  try {
    const folder = join(home, "log");
    mkdirSync(folder);
    const path = join(folder, LOG_NAME);
    await makeFreshLog(path);
    const order: StorageOrder = { ...life, path, from: before, isKilled: false };
    if (before > 0) {
      const first = { ...order, from: 0, steps: before, recopies: false, isKilled: true };
      spawnSync(process.execPath, [STORAGE_PROCESS, JSON.stringify(first)], { stdio: "ignore" });
    }
    const recording = await record(order, join(home, "trace"), injection);
    return await checkPrefixes({
      recording,
      from: before,
      judge: new Judge(order.workload, order.control === null),
      folder: join(home, "image"),
      seed: order.workload.seed,
      tornFolders,
      wholeStoreEvery: WHOLE_STORE_EVERY,
    });
  } finally {
    rmSync(home, { recursive: true });
  }
}
