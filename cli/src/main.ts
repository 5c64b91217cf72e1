/** The command line: one file a verb in commands/. Expected failures are one sentence on stderr. */
import { Command } from "commander";
import { addBackup } from "./commands/backup.ts";
import { addCluster } from "./commands/cluster.ts";
import { addEdge } from "./commands/edge.ts";
import { addNode } from "./commands/node.ts";
import { addRestore } from "./commands/restore.ts";
import { addStatus } from "./commands/status.ts";
import { addUp } from "./commands/up.ts";
import { addVerify } from "./commands/verify.ts";
import { Sentence } from "./sentence.ts";
import packageFile from "../package.json" with { type: "json" };

const USAGE_EXIT_CODE = 2;

const program = new Command("parley")
  .description("A chat in the browser that outlives its servers.")
  .version(packageFile.version)
  .configureOutput({ writeErr: (text) => void process.stderr.write(text.replace(/^error: /, "")) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE_EXIT_CODE));
const verbs = [addUp, addStatus, addCluster, addNode, addEdge, addBackup, addRestore, addVerify];
for (const add of verbs) add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Sentence)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
