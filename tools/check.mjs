/** `npm run check`: the quick gates, for before every commit. */
import { withContext } from "./bootstrap/context.mjs";
import { preparePackages, prepareProtoc } from "./bootstrap/prepare.mjs";
import { GATES } from "./gates/gate-table.mjs";
import { close, runGates } from "./gates/run-gates.mjs";

process.exitCode = await withContext(async (context) => {
  await preparePackages(context);
  await prepareProtoc(context);
  const quick = GATES.filter((gate) => gate.isQuick);
  return close(await runGates(quick, { env: context.env, stop: context.stop }));
});
