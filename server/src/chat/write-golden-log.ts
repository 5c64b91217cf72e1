/** Writes the log of golden-scene.ts as a fixture. Only for a feature level that was never released. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { goldenScene } from "./golden-scene.ts";
import { Scenario } from "./scenario.ts";

const FILE = join(import.meta.dirname, "fixtures", "level-2.jsonl.gz");

const again = new Scenario();
const lines = goldenScene().log.flatMap((entry) => {
  again.applyEntry(entry);
  if (entry.kind !== "command") return [];
  const { index, time } = entry;
  const { hash } = again.core.query("stateHash", {});
  const data = Buffer.from(entry.data).toString("base64");
  return [JSON.stringify({ index, time, data, hash })];
});
writeFileSync(FILE, gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
console.log(`${lines.length} commands in ${FILE}`);
