/** protoc 3.20.1, which writes the messages of the page. Only generating and the freshness test need it. */
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "./places.mjs";
import { installWheel } from "./wheel.mjs";

const PROTOC = join(CACHE, "protoc", "protoc", "data", "bin", "protoc");
/** @type {import("./wheel.mjs").Wheel} */
const WHEEL = {
  title: "protoc 3.20.1",
  requirements: "protoc-requirements.txt",
  folder: "protoc",
  otherwise: "generate on Linux or macOS with an x86-64 processor",
};

/** There is a wheel for these machines only. */
export const CAN_HAVE_PROTOC =
  process.arch === "x64" && (process.platform === "linux" || process.platform === "darwin");

export function hasProtoc() {
  return existsSync(PROTOC);
}

/** @param {import("./context.mjs").Context} context */
export async function installProtoc(context) {
  await context.progress.step(WHEEL.title, async () => {
    await installWheel(context, WHEEL);
    // The wheel carries the program without its permission to run.
    chmodSync(PROTOC, 0o755);
  });
}
