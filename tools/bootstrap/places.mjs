/** Where things are, as absolute paths. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const CACHE = join(ROOT, ".cache");
export const LOCK_FILE = join(ROOT, "package-lock.json");
export const MODULES = join(ROOT, "node_modules");
export const TOOL_FOLDER = join(MODULES, ".bin");
