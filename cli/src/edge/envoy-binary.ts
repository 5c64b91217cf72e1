/** Finds the Envoy to run and makes sure of its version, wherever it comes from. */
import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Sentence } from "../sentence.ts";

/** Another minor version may read the file differently: envoy/README.md is about this one. */
export const ENVOY_MINOR = "1.40";
const VERSION_MS = 10_000;
const CACHED = fileURLToPath(new URL("../../../.cache/envoy/envoy/_bin/envoy", import.meta.url));

/** ENVOY_BIN, else the first of the right version on the PATH or in .cache/envoy. */
export async function findEnvoy(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const told = env["ENVOY_BIN"];
  if (told !== undefined && told !== "") {
    const version = isExecutable(told) ? await versionOf(told) : null;
    if (version === null)
      throw new Sentence(`ENVOY_BIN names ${told}, which is not an Envoy that runs here.`);
    if (!isWanted(version))
      throw new Sentence(`ENVOY_BIN names Envoy ${version}; Parley needs ${ENVOY_MINOR}.`);
    return told;
  }
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const path of [...onPath.map((folder) => join(folder, "envoy")), CACHED]) {
    if (!isExecutable(path)) continue;
    const version = await versionOf(path);
    if (version !== null && isWanted(version)) return path;
  }
  throw new Sentence(
    `There is no Envoy ${ENVOY_MINOR} here: "npm start" installs one into .cache/envoy, or set ENVOY_BIN to the path of yours.`,
  );
}

const isWanted = (version: string): boolean => version.startsWith(`${ENVOY_MINOR}.`);

async function versionOf(path: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: VERSION_MS });
    return /\/(\d+\.\d+\.\d+)\//.exec(stdout)?.[1] ?? null;
  } catch {
    // It does not run here (another system's binary, a wrapper without its program): look further.
    return null;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
