/** The log of a node: JSON lines in a file of its folder. Writing never blocks and never takes unbounded memory. */
import { existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { destination, pino } from "pino";
import type { LogLevel } from "./config.ts";
import type { Logger } from "./lib/logger.ts";
import type { Log } from "./ports.ts";

/** A file that has grown beyond this is put aside at the next start, bytes. One earlier file is kept. */
const KEEP_BYTES = 32 * 1024 * 1024;
/** Lines waiting for a slow disk; what comes beyond is dropped. */
const BUFFER_BYTES = 1024 * 1024;

export interface NodeLog {
  readonly logger: Logger;
  /** Resolves when the file is open, or cannot be opened. A process that ends before would end with the logger's complaint. */
  readonly opened: Promise<void>;
  /** Puts what waits into the file, for the last words of a process. */
  flush(): void;
}

export function openNodeLog(folder: string, level: LogLevel, node: string): NodeLog {
  const file = join(folder, "node.log");
  if (existsSync(file) && statSync(file).size > KEEP_BYTES) renameSync(file, `${file}.1`);
  const sink = destination({ dest: file, sync: false, maxLength: BUFFER_BYTES, mkdir: true });
  // A full disk or a lost file must not take the node with it: its stores will say so themselves.
  sink.on("error", () => undefined);
  const logger = pino(
    { level, base: { node, pid: process.pid } },
    { write: (line) => write(sink, line) },
  );
  const opened = new Promise<void>((resolve) => {
    for (const event of ["ready", "error"]) sink.once(event, () => resolve());
  });
  return { logger, opened, flush: () => flush(sink) };
}

/** A sink whose file could not be opened throws at each line, and would take the last words of the node with it. */
function write(sink: ReturnType<typeof destination>, line: string): void {
  try {
    sink.write(line);
  } catch {
    // On a disk that cannot be written there is nowhere else to say it.
  }
}

/** With the index of a call's line these tell when each node had it. */
export function logApplied(log: Log, logger: Logger): void {
  let last = log.status().appliedIndex;
  log.onApplied((index) => {
    logger.debug({ from: last + 1, to: index }, "applied");
    last = index;
  });
}

function flush(sink: ReturnType<typeof destination>): void {
  try {
    sink.flushSync();
  } catch {
    // Not open yet, or gone: there is nowhere left to say it.
  }
}
