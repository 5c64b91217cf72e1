/**
 * The end of a process whose disk may hang. An exit waits for every thread, and a thread inside a system call of a disk
 * that does not answer ends when that answers: until then the node would neither live nor make room for its next start.
 */
import { spawn } from "node:child_process";

/** From the first of the last words to the kill, in seconds, as `sleep` has it: what can end does so in a few ms. */
const PATIENCE_S = "0.5";

/** Says the last words and ends with this code, or is killed when that hangs. Nothing of this program runs after it. */
export function exitSurely(code: number, lastWords: () => void): never {
  // Another process, because from the exit on this thread only waits for the others. No id is given again so soon.
  const script = 'sleep "$1"; kill -9 "$0"';
  const parameters = ["-c", script, String(process.pid), PATIENCE_S];
  const killer = spawn("/bin/sh", parameters, { detached: true, stdio: "ignore" });
  killer.once("error", () => undefined);
  lastWords();
  process.exit(code);
}
