/**
 * Preloaded (`node --import`) into a run of the simulation: plants the bug that PARLEY_MUTANT names into the
 * source as it is loaded. The files themselves stay as they are.
 */
import { registerHooks } from "node:module";
import type { LoadFnOutput } from "node:module";
import { CANARY, MUTANTS } from "./mutant-list.ts";
import type { Patch } from "./mutant.ts";
import { patched } from "./mutant.ts";

const name = process.env["PARLEY_MUTANT"];
const mutant = [...MUTANTS, CANARY].find((one) => one.name === name);
if (mutant === undefined) throw new Error(`there is no mutant called "${name ?? ""}"`);

// A patch that fits nowhere or changes nothing throws while its file is loaded; one whose file never is, at the end.
const waiting = new Set<Patch>(mutant.patches);
const source = new URL("../src/", import.meta.url).href;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const here = mutant.patches.filter(({ file }) => url === source + file);
    if (here.length === 0) return loaded;
    let text = textOf(loaded.source);
    for (const patch of here) {
      text = patched(text, patch);
      waiting.delete(patch);
    }
    return { ...loaded, source: text };
  },
});

function textOf(loaded: LoadFnOutput["source"]): string {
  if (typeof loaded === "string") return loaded;
  return new TextDecoder().decode(loaded ?? new Uint8Array(0));
}

process.on("exit", () => {
  for (const { file } of waiting) console.error(`${file} was never loaded: nothing was planted`);
  if (waiting.size > 0) process.exitCode = 3;
});
