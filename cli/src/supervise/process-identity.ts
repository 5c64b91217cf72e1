/** Tells a living process from another one that was given its id later. */
import { readFileSync } from "node:fs";

/** The 22nd field of /proc/<pid>/stat, its start in clock ticks since boot; "" where there is no /proc; null when it is gone. */
export function startMark(pid: number): string | null {
  if (!isAlive(pid)) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Fields count from the third here. A zombie has ended; only its parent has not yet looked.
    return fields[0] === "Z" ? null : (fields[19] ?? "");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
