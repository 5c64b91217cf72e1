/** How much memory a process has in use (Linux). */
import { readFile } from "node:fs/promises";
import type { StartedNode } from "@parley/cli/started-cluster.ts";

/** Resident memory, MiB: what the kernel has to free before a killed process's connections close. */
export async function residentMiB({ pid }: StartedNode): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
