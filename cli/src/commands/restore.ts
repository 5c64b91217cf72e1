/** `parley restore FILE`: a new cluster that holds what a backup holds, in a new data folder. `parley up` then runs it. */
import { resolve } from "node:path";
import { Option, type Command } from "commander";
import { restoreBackup } from "../supervise/offline-program.ts";
import { dataOption } from "../terminal/data-option.ts";
import { openProgress } from "../terminal/progress.ts";
import { parseNodes, parsePort } from "./up.ts";

interface RestoreOptions {
  readonly data: string;
  readonly nodes?: number;
  readonly port?: number;
  readonly json: boolean;
}

export function addRestore(program: Command): void {
  program
    .command("restore")
    .description("make a new cluster of a backup, in an empty data folder; nothing is replaced")
    .argument("<file>", "the backup")
    .addOption(dataOption())
    .addOption(
      new Option("--nodes <n>", "how many nodes the new cluster has: 1, 3 or 5 (5)").argParser(
        parseNodes,
      ),
    )
    .addOption(
      new Option(
        "--port <port>",
        "the chat's port; every other port moves with it (8080)",
      ).argParser(parsePort),
    )
    .option("--json", "print one line of JSON on stdout when done, progress on stderr", false)
    .action(restore);
}

async function restore(file: string, options: RestoreOptions): Promise<void> {
  const data = resolve(options.data);
  const progress = openProgress(options.json ? process.stderr : process.stdout);
  const { nodes, port } = options;
  const restored = await restoreBackup(
    {
      data,
      file: resolve(file),
      ...(nodes === undefined ? {} : { nodes }),
      ...(port === undefined ? {} : { port }),
    },
    (sentence) => progress.line(`  ${sentence}`),
  );
  const { index, timeMs, messages, clusterId } = restored;
  progress.line("");
  progress.line(
    `  A new cluster in ${data} holds everything up to index ${index}: ${messages} messages,`,
  );
  progress.line(`  as of ${new Date(timeMs).toISOString()}. Its id is ${clusterId}.`);
  progress.line(`  Start it with "parley up --data ${data}".`);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...restored, data })}\n`);
}
