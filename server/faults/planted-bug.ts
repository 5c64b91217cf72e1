/**
 * Preloaded (`node --import`) into a program of a fault test: plants the bug that the environment describes into the source
 * as it is loaded, in every thread. The files themselves stay as they are.
 */
import { registerHooks } from "node:module";
import { type Patch, patched } from "../simulation/mutant.ts";

export const BUG_VARIABLE = "PARLEY_PLANTED_BUG";

const source = new URL("../src/", import.meta.url).href;
const described = process.env[BUG_VARIABLE];

if (described !== undefined) {
  // Written by a fault test, in the same room.
  const patches = JSON.parse(described) as readonly Patch[];
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const here = patches.filter(({ file }) => url === source + file);
      if (here.length === 0) return loaded;
      let text =
        typeof loaded.source === "string"
          ? loaded.source
          : new TextDecoder().decode(loaded.source ?? new Uint8Array(0));
      for (const patch of here) text = patched(text, patch);
      return { ...loaded, source: text };
    },
  });
}
