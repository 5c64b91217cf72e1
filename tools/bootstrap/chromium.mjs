/** A Chromium for the browser tests: CHROMIUM, the PATH, Playwright's own, or Debian's package. */
import { existsSync } from "node:fs";
import { underLock } from "./exclusive.mjs";
import { withToolFolder } from "./node-and-npm.mjs";
import { onPath, runProgram } from "./run-program.mjs";
import { Sentence } from "./sentence.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const VERSION_MS = 20_000;
const DOWNLOAD_MS = 180_000;
const APT_MS = 300_000;
const ASK_PLAYWRIGHT =
  "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";

/** @param {import("./context.mjs").Context} context @returns {Promise<string>} its path */
export async function prepareChromium(context) {
  const told = context.env["CHROMIUM"] ?? "";
  if (told !== "") {
    if (await runs(told)) return told;
    throw new Sentence(`CHROMIUM names ${told}, which is no browser that runs here.`);
  }
  const found = await findChromium(context);
  if (found !== null) return found;
  return underLock(context, () =>
    context.progress.step("Chromium", (note) => install(context, note)),
  );
}

/** @param {import("./context.mjs").Context} context @returns {Promise<string | null>} */
async function findChromium({ env }) {
  for (const path of NAMES.flatMap((name) => onPath(env, name))) if (await runs(path)) return path;
  const { output } = await runProgram("node", ["-e", ASK_PLAYWRIGHT], { env: withToolFolder(env) });
  const own = output.trim();
  return existsSync(own) && (await runs(own)) ? own : null;
}

/** @param {import("./context.mjs").Context} context @param {import("./progress.mjs").Note} note */
async function install(context, note) {
  const shared = { stop: context.stop, log: "chromium.log", onLine: note };
  const toolEnv = withToolFolder(context.env);
  note("from Playwright");
  await runProgram("playwright", ["install", "chromium"], {
    ...shared,
    env: toolEnv,
    timeoutMs: DOWNLOAD_MS,
  });
  const downloaded = await findChromium(context);
  if (downloaded !== null) return downloaded;

  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    note("from Debian's packages");
    const apt = { ...shared, env: { ...context.env, DEBIAN_FRONTEND: "noninteractive" } };
    await runProgram("apt-get", ["update"], { ...apt, timeoutMs: APT_MS });
    await runProgram("apt-get", ["install", "-y", "chromium"], { ...apt, timeoutMs: APT_MS });
    const packaged = await findChromium(context);
    if (packaged !== null) return packaged;
  }
  throw new Sentence(
    "The browser tests need a Chromium and none could be installed: put one on the PATH or set CHROMIUM to its path.",
  );
}

/** @param {string} path */
async function runs(path) {
  const { code, output } = await runProgram(path, ["--version"], { timeoutMs: VERSION_MS });
  return code === 0 && /Chrom/.test(output);
}
