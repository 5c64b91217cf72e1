/** A process for tests: loads the log named on its command line and prints by how much that raised its peak memory. */
import { readFileSync } from "node:fs";

import { openSqliteLogStore } from "./sqlite-log-store.ts";

/** Not resourceUsage().maxRSS: that begins with what the parent had when it started this process. */
function peakBytes(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(kilobytes) * 1024;
}

const [path = ""] = process.argv.slice(2);
const before = peakBytes();
const store = openSqliteLogStore({ path });
const { lastIndex } = await store.load();
process.stdout.write(`${JSON.stringify({ lastIndex, raisedBytes: peakBytes() - before })}\n`);
await store.close();
