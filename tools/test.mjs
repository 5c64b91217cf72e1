/** `npm test`: what CI runs, and nothing else. Prepares the machine, then runs every gate. */
import { withContext } from "./bootstrap/context.mjs";
import { prepareChromium } from "./bootstrap/chromium.mjs";
import { prepareEnvoy, preparePackages, prepareProtoc, prepareWeb } from "./bootstrap/prepare.mjs";
import { Sentence } from "./bootstrap/sentence.mjs";
import { GATES } from "./gates/gate-table.mjs";
import { close, runGates } from "./gates/run-gates.mjs";

process.exitCode = await withContext(async (context) => {
  /** @type {import("./gates/run-gates.mjs").Outcome[]} */
  const refused = [];
  const env = { ...context.env };

  /** A step that fails is a failed gate; the gates that can do without it still run. */
  const attempt = async (
    /** @type {string} */ name,
    /** @type {() => Promise<string | void>} */ step,
  ) => {
    const begun = performance.now();
    try {
      return (await step()) ?? "";
    } catch (error) {
      if (!(error instanceof Sentence)) throw error;
      process.stdout.write(`${error.message}\n`);
      const count = { passed: 0, failed: 1, skipped: 0 };
      refused.push({ name, count, ms: performance.now() - begun });
      return "";
    }
  };

  await attempt("packages", () => preparePackages(context));
  if (refused.length > 0) return close(refused);
  env["ENVOY_BIN"] = await attempt("Envoy", () => prepareEnvoy(context));
  await attempt("protoc", () => prepareProtoc(context));
  await attempt("web build", () => prepareWeb(context));
  env["CHROMIUM"] = await attempt("Chromium", () => prepareChromium(context));
  const outcomes = await runGates(GATES, { env, stop: context.stop });
  return close([...refused, ...outcomes]);
});
