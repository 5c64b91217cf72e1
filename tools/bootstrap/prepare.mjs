/** The steps between a fresh clone and a machine that can run Parley. Steps already done cost a few hashes. */
import { findEnvoy, installEnvoy } from "./envoy.mjs";
import { underLock } from "./exclusive.mjs";
import { findNode, pinnedNode } from "./node-and-npm.mjs";
import { arePackagesReady, installPackages } from "./packages.mjs";
import { CAN_HAVE_PROTOC, hasProtoc, installProtoc } from "./protoc.mjs";
import { buildWeb, isWebReady } from "./web.mjs";

/**
 * @param {import("./context.mjs").Context} context
 * @returns {Promise<{ node: string, envoy: string }>} the programs to run Parley with
 */
export async function prepare(context) {
  await preparePackages(context);
  const envoy = await prepareEnvoy(context);
  await prepareWeb(context);
  return { node: pinnedNode() ?? (await findNode(context.env)), envoy };
}

/** @param {import("./context.mjs").Context} context */
export async function preparePackages(context) {
  if (arePackagesReady()) return;
  await underLock(context, async () => {
    if (!arePackagesReady()) await installPackages(context);
  });
}

/** @param {import("./context.mjs").Context} context */
export async function prepareEnvoy(context) {
  const found = await findEnvoy(context.env);
  if (found !== null) return found;
  return underLock(
    context,
    async () => (await findEnvoy(context.env)) ?? (await installEnvoy(context)),
  );
}

/** @param {import("./context.mjs").Context} context */
export async function prepareWeb(context) {
  if (isWebReady()) return;
  await underLock(context, async () => {
    if (!isWebReady()) await buildWeb(context);
  });
}

/** What the freshness test generates with; only contributors need it. @param {import("./context.mjs").Context} context */
export async function prepareProtoc(context) {
  if (!CAN_HAVE_PROTOC || hasProtoc()) return;
  await underLock(context, async () => {
    if (!hasProtoc()) await installProtoc(context);
  });
}
