/** One hash for a set of files and folders: the same contents under the same names give the same hash. */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} root
 * @param {readonly string[]} paths relative to root; files or folders
 * @param {(relativePath: string) => boolean} [isIgnored]
 */
export function fingerprint(root, paths, isIgnored = () => false) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => [...filesBelow(root, path, isIgnored)])) {
    const bytes = readFileSync(join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/**
 * Files below a path in a fixed order, "/" between names.
 * @param {string} root @param {string} path @param {(relativePath: string) => boolean} isIgnored
 * @returns {Generator<string>}
 */
export function* filesBelow(root, path, isIgnored) {
  if (isIgnored(path)) return;
  const entry = statSync(join(root, path), { throwIfNoEntry: false });
  if (entry === undefined) return;
  if (entry.isFile()) yield path;
  if (!entry.isDirectory()) return;
  for (const name of readdirSync(join(root, path)).toSorted())
    yield* filesBelow(root, path === "." ? name : `${path}/${name}`, isIgnored);
}

/** @param {string} path */
export function fileHash(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
