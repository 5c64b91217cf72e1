import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const IN_MEMORY = "/dev/shm";

/** Where files are kept in memory, if the machine has such a place. */
export const MEMORY_HOME = existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir();

/** A fresh folder that no disk slows down. For files that need not survive. */
export function memoryFolder(): string {
  return mkdtempSync(join(MEMORY_HOME, "parley-faults-"));
}
