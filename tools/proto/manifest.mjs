/**
 * proto/gen/manifest.json says what each generator was run on and what came out. A generator that could not run on the
 * machine of the last change keeps its old entry, and the freshness test then shows the difference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileHash, filesBelow } from "../bootstrap/fingerprint.mjs";
import { GENERATORS } from "./codegen.mjs";

/**
 * @typedef {object} ManifestEntry
 * @property {string} tool
 * @property {string} version
 * @property {string} arguments the template, with white space folded
 * @property {Record<string, string>} sources sha256 of each .proto it was run on
 * @property {Record<string, string>} outputs sha256 of each file it wrote
 * @typedef {Record<string, ManifestEntry>} Manifest
 */

/** What the manifest would say of the files as they are. @param {string} proto @returns {Manifest} */
export function describe(proto) {
  return Object.fromEntries(
    GENERATORS.map((generator) => [generator.name, describeOne(proto, generator)]),
  );
}

/** @param {string} proto @returns {Manifest} */
export function readManifest(proto) {
  return JSON.parse(readFileSync(join(proto, "gen", "manifest.json"), "utf8"));
}

/** @param {string} proto @param {Manifest} manifest */
export function writeManifest(proto, manifest) {
  writeFileSync(join(proto, "gen", "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * @param {string} proto @param {import("./codegen.mjs").Generator} generator
 * @returns {ManifestEntry}
 */
function describeOne(proto, generator) {
  const template = readFileSync(join(proto, generator.template), "utf8");
  const isPublic = template.includes("paths: [parley/v1]");
  const sources = list(proto, isPublic ? "parley/v1" : "parley", /\.proto$/);
  return {
    tool: generator.tool,
    version: generator.version,
    arguments: template.replaceAll(/\s+/g, " ").trim(),
    sources: hashes(proto, sources),
    outputs: hashes(proto, list(proto, generator.folder, generator.outputs)),
  };
}

/** @param {string} proto @param {string} folder @param {RegExp} names */
function list(proto, folder, names) {
  return [...filesBelow(proto, folder, () => false)].filter((path) => names.test(path));
}

/** @param {string} proto @param {readonly string[]} paths */
function hashes(proto, paths) {
  return Object.fromEntries(paths.map((path) => [path, fileHash(join(proto, path))]));
}
