/** One life of a store, recorded and then cut at every moment. */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { checkPrefixes, LOG_NAME, type PrefixReport } from "./crash-prefixes.ts";
import { makeFreshLog } from "./fresh-log.ts";
import { Judge } from "./judge.ts";
import { memoryFolder } from "./memory-folder.ts";
import { record } from "./record.ts";
import type { StorageOrder } from "./storage-order.ts";

export interface CrashLife extends Omit<StorageOrder, "path" | "from"> {
  /** Torn folders behind each event. */
  readonly tornFolders: number;
}

const WHOLE_STORE_EVERY = 100;

/** `injection`: strace's words for what happens to system calls, such as `fsync:retval=0`. */
export async function checkLife(
  { tornFolders, ...order }: CrashLife,
  injection: string | null = null,
): Promise<PrefixReport> {
  const home = memoryFolder();
  try {
    const folder = join(home, "log");
    mkdirSync(folder);
    const path = join(folder, LOG_NAME);
    await makeFreshLog(path);
    const recording = await record({ ...order, path, from: 0 }, join(home, "trace"), injection);
    return await checkPrefixes({
      recording,
      judge: new Judge(order.workload),
      folder: join(home, "image"),
      seed: order.workload.seed,
      tornFolders,
      wholeStoreEvery: WHOLE_STORE_EVERY,
    });
  } finally {
    rmSync(home, { recursive: true });
  }
}
