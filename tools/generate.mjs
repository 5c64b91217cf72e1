/** `npm run generate`: everything in proto/gen, and the manifest that says from what it was made. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { withContext } from "./bootstrap/context.mjs";
import { filesBelow } from "./bootstrap/fingerprint.mjs";
import { preparePackages, prepareProtoc } from "./bootstrap/prepare.mjs";
import { hasProtoc } from "./bootstrap/protoc.mjs";

process.exitCode = await withContext(async (context) => {
  await preparePackages(context);
  // Imported after the packages are there: they are asked for their versions.
  const codegen = await import("./proto/codegen.mjs");
  const { describe, readManifest, writeManifest } = await import("./proto/manifest.mjs");
  const { GENERATORS, PROTO } = codegen;

  await prepareProtoc(context);
  const plugin = await codegen.findStubPlugin(context.env);
  const canRun = { es: true, messages: hasProtoc(), stub: plugin !== null };

  const manifest = readManifest(PROTO);
  for (const generator of GENERATORS) {
    if (!canRun[generator.name]) {
      console.error(
        `NOT REGENERATED: ${generator.folder} by ${generator.tool} ${generator.version}, which is not on this machine.\n` +
          "The freshness test fails until somebody who has it runs this, if the contract changed.",
      );
      continue;
    }
    // An output whose .proto is gone must go too.
    for (const path of filesBelow(PROTO, generator.folder, () => false))
      if (generator.outputs.test(path)) rmSync(join(PROTO, path));
    await codegen.generate(generator, PROTO, generator.name === "stub" ? plugin : null);
    const described = describe(PROTO)[generator.name];
    if (described !== undefined) manifest[generator.name] = described;
    console.error(`generated ${generator.folder} by ${generator.tool} ${generator.version}`);
  }
  writeManifest(PROTO, manifest);
  return 0;
});
