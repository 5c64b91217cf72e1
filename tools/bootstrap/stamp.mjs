/** Stamps say what a step was last done for. One is written only after its step succeeded. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "./places.mjs";

const FOLDER = join(CACHE, "stamps");

/** @param {string} name @returns {string | null} */
export function readStamp(name) {
  try {
    return readFileSync(join(FOLDER, name), "utf8");
  } catch {
    // Never stamped: the step has not been done on this machine.
    return null;
  }
}

/** @param {string} name @param {string} value */
export function writeStamp(name, value) {
  mkdirSync(FOLDER, { recursive: true });
  const temporary = join(FOLDER, `${name}.${process.pid}`);
  writeFileSync(temporary, value);
  renameSync(temporary, join(FOLDER, name));
}

/** @param {string} name */
export function clearStamp(name) {
  rmSync(join(FOLDER, name), { force: true });
}
