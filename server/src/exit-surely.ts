/**
 * The end of a process whose disk may hang. An exit of Node waits for every thread: on a busy machine for seconds, and for
 * one inside a system call of a disk that does not answer until that answers. Until then the node would neither live nor
 * make room for its next start; and whoever kills it takes the code along, which that start may depend on.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * From the first of the last words to the kill, in seconds, as `sleep` has it: what can end takes a few ms, or 0.5 s when
 * seven others want each core; one whose disk errs is to be gone within 1 s (reliability.md, row 33).
 */
const PATIENCE_S = "0.8";
const SHELL = "/bin/sh";

export interface Ending {
  readonly code: number;
  /** What ends it when its last words hang, as `kill` has it: a code can no longer be said then. */
  readonly signal: "KILL" | "USR2";
}

/** Says the last words and ends with this code, or by this signal when they hang. Nothing of this program runs after it. */
export function exitSurely({ code, signal }: Ending, lastWords: () => void): never {
  // Another process, because from here on this thread may hang with the others. No id is given again so soon.
  const script = 'sleep "$1"; kill -s "$2" "$0"';
  const parameters = ["-c", script, String(process.pid), PATIENCE_S, signal];
  const killer = spawn(SHELL, parameters, { detached: true, stdio: "ignore" });
  killer.once("error", () => undefined);
  lastWords();
  // The kernel ends all other threads of a process that becomes another program; nobody waits for them.
  if (existsSync(SHELL)) process.execve?.(SHELL, ["sh", "-c", `exit ${code}`], {});
  process.exit(code);
}
