/**
 * Runs the three generators of proto/. The messages for the browser need protoc 3.20.1 and the stub needs
 * protoc-gen-grpc-web 1.5.0; neither exists for every machine, so each says whether it can run here.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { withToolFolder } from "../bootstrap/node-and-npm.mjs";
import { MODULES, ROOT } from "../bootstrap/places.mjs";
import { isExecutable, onPath, runProgram } from "../bootstrap/run-program.mjs";

export const PROTO = join(ROOT, "proto");
export const STUB_PLUGIN = "protoc-gen-grpc-web";
export const STUB_PLUGIN_VERSION = "1.5.0";
const VERSION_MS = 10_000;

/**
 * @typedef {object} Generator
 * @property {"es" | "messages" | "stub"} name
 * @property {string} tool
 * @property {string} version
 * @property {string} template in proto/
 * @property {string} folder its outputs, below proto/
 * @property {RegExp} outputs the names of its outputs
 */

/** @type {readonly Generator[]} */
export const GENERATORS = [
  {
    name: "es",
    tool: "protoc-gen-es",
    version: packageVersion("@bufbuild/protoc-gen-es"),
    template: "buf.gen.yaml",
    folder: "gen/es",
    outputs: /_pb\.(js|d\.ts)$/,
  },
  {
    name: "messages",
    tool: "protoc",
    version: "3.20.1",
    template: "buf.gen.web.yaml",
    folder: "gen/grpcweb",
    outputs: /_pb\.js$/,
  },
  {
    name: "stub",
    tool: STUB_PLUGIN,
    version: STUB_PLUGIN_VERSION,
    template: "buf.gen.stub.yaml",
    folder: "gen/grpcweb",
    outputs: /(_pb\.d|ClientPb)\.ts$/,
  },
];

/**
 * Writes the generator's outputs below `target` (proto/ itself, or a folder to compare with).
 * @param {Generator} generator @param {string} target @param {string | null} [plugin] the stub plugin's path
 * @param {string} [proto] another folder's .proto files
 */
export async function generate(generator, target, plugin = null, proto = PROTO) {
  const env = withToolFolder(process.env);
  const shelf = mkdtempSync(join(tmpdir(), "parley-plugin-"));
  try {
    // buf looks plugins up by name on the PATH; the one found may be called otherwise.
    if (plugin !== null) symlinkSync(plugin, join(shelf, STUB_PLUGIN));
    const args = ["generate", "--template", generator.template, "-o", target];
    const { code, output } = await runProgram("buf", args, {
      cwd: proto,
      env: { ...env, PATH: [shelf, env["PATH"]].join(delimiter) },
    });
    if (code !== 0) throw new Error(`buf ${args.join(" ")} failed:\n${output}`);
  } finally {
    rmSync(shelf, { recursive: true, force: true });
  }
}

/**
 * The real plugin of the right version: PARLEY_GRPC_WEB_PLUGIN, the PATH, or what npm downloaded. The npm package's own
 * command does not count: without its binary it only crashes.
 * @param {NodeJS.ProcessEnv} env @returns {Promise<string | null>}
 */
export async function findStubPlugin(env) {
  const told = env["PARLEY_GRPC_WEB_PLUGIN"] ?? "";
  const outside = onPath(env, STUB_PLUGIN).filter((path) => basename(dirname(path)) !== ".bin");
  const downloaded = join(MODULES, STUB_PLUGIN, "bin", STUB_PLUGIN);
  const candidates = told === "" ? [...outside, downloaded] : [told];
  for (const path of candidates.filter(isExecutable)) {
    const { code, output } = await runProgram(path, ["--version"], { timeoutMs: VERSION_MS });
    if (code === 0 && output.trim().endsWith(` ${STUB_PLUGIN_VERSION}`)) return path;
  }
  return null;
}

/** @param {string} name */
function packageVersion(name) {
  const path = join(MODULES, name, "package.json");
  return /** @type {{ version: string }} */ (JSON.parse(readFileSync(path, "utf8"))).version;
}
