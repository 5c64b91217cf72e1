/** How much of the processor a thread claims when others want it too. */
import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Makes the calling thread give way to others for good; `niceness` 1 to 19. Linux alone lets one thread of a process do
 * that; elsewhere nothing happens.
 */
export function giveWay(niceness: number): void {
  if (process.platform !== "linux") return;
  const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  setPriority(thread, niceness);
}
