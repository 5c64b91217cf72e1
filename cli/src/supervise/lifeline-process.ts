/**
 * The program behind lifeline.ts. Reads `+ pid mark` and `- pid`; at the end of input the supervisor is gone: asks each
 * process still listed to end, waits, then kills. A process id given to somebody else meanwhile is left alone.
 */
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { startMark } from "./process-identity.ts";

const PATIENCE_MS = 5_000;
const POLL_MS = 50;

const held = new Map<number, string>();

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, pid, mark = ""] = line.split(" ");
  if (sign === "+") held.set(Number(pid), mark);
  else held.delete(Number(pid));
}

const living = (): number[] =>
  [...held].filter(([pid, mark]) => startMark(pid) === mark).map(([pid]) => pid);

for (const pid of living()) {
  signal(pid, "SIGTERM");
  // A stopped process ends only once it runs again.
  signal(pid, "SIGCONT");
}
for (let waitedMs = 0; waitedMs < PATIENCE_MS && living().length > 0; waitedMs += POLL_MS)
  await delay(POLL_MS);
for (const pid of living()) signal(pid, "SIGKILL");

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}
