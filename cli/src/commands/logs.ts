/** `parley logs`: the logs of all nodes of a data folder as one, by time. */
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Option, type Command } from "commander";
import { EXIT } from "../chat/exit-code.ts";
import { requireClusterFile } from "../cluster/cluster-file.ts";
import { LogFollower } from "../logs/log-follower.ts";
import { Chosen, type Level, LEVELS, type LogLine, logWords } from "../logs/log-lines.ts";
import { dataOption } from "../terminal/data-option.ts";
import { listenForStop } from "../terminal/stop-signal.ts";
import { parseCount } from "./read.ts";

const LINES_DEFAULT = 100;
const POLL_MS = 200;

interface LogsOptions {
  readonly data: string;
  readonly follow: boolean;
  readonly n: number;
  readonly level: Level;
  readonly node: readonly string[];
  readonly request: string;
  readonly json: boolean;
}

export function addLogs(program: Command): void {
  program
    .command("logs")
    .description("show the logs of all nodes of this machine as one, by time")
    .addOption(dataOption())
    .option("-f, --follow", "go on until Ctrl-C", false)
    .addOption(
      new Option("-n <lines>", "how many of the last lines")
        .default(LINES_DEFAULT)
        .argParser(parseCount),
    )
    .addOption(
      new Option("--level <level>", "this one and worse")
        .choices(Object.keys(LEVELS))
        .default("debug"),
    )
    .addOption(
      new Option("--node <name>", "of this node; may be given again")
        .default([])
        .argParser((name: string, before: readonly string[]) => [...before, name]),
    )
    .option("--request <id>", "of one request, and when each node applied it", "")
    .option("--json", "print the lines as they stand in the files", false)
    .action(logs);
}

async function logs(options: LogsOptions): Promise<void> {
  const data = resolve(options.data);
  requireClusterFile(data);
  const follower = new LogFollower(data);
  const { level, node: nodes, request: requestId } = options;
  const chosen = new Chosen({ level, nodes, requestId });
  const print = (lines: readonly LogLine[]): void => {
    for (const line of lines)
      process.stdout.write(`${options.json ? line.text : logWords(line)}\n`);
  };
  print(chosen.choose(follower.read()).slice(-options.n));
  if (!options.follow) return;
  const stop = listenForStop();
  while (!stop.signal.aborted) {
    await pause(POLL_MS);
    print(chosen.choose(follower.read()));
  }
  stop.close();
  process.exitCode = EXIT.interrupted;
}
