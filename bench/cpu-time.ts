/** What processes have cost so far (Linux). */
import { readFile } from "node:fs/promises";

/** The kernel's clock ticks a second, in which /proc counts. */
const TICKS_PER_SECOND = 100;

/** User and system time of all of them together, ms. */
export async function cpuMsOf(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return (ticks.reduce((sum, one) => sum + one, 0) * 1_000) / TICKS_PER_SECOND;
}
