/** `parley edge`: the edge's own process without Envoy itself, as a sidecar where Envoy runs in another container. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { dataOption } from "../terminal/data-option.ts";
import { startEdge } from "../edge/edge.ts";
import { listenForStop } from "../terminal/stop-signal.ts";

interface EdgeCommandOptions {
  readonly data: string;
  readonly out?: string;
  readonly listen: string;
  readonly admin: string;
  readonly log?: string;
}

export function addEdge(program: Command): void {
  program
    .command("edge")
    .description(
      "render Envoy's file and keep its endpoint files in step with the members, until Ctrl-C",
    )
    .addOption(dataOption())
    .option("--out <dir>", "where Envoy's files go (<data>/edge)")
    .option("--listen <address>", "the address Envoy listens on", "127.0.0.1")
    .option("--admin <address>", "the address of Envoy's admin page", "127.0.0.1")
    .option("--log <path>", "where Envoy logs each upstream attempt (<out>/access.log)")
    .action(edge);
}

async function edge(options: EdgeCommandOptions): Promise<void> {
  const stop = listenForStop();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const running = await startEdge({
    data: resolve(options.data),
    ...(options.out === undefined ? {} : { folder: options.out }),
    ...(options.log === undefined ? {} : { logPath: options.log }),
    listenHost: options.listen,
    adminHost: options.admin,
    warn: say,
    changed: (names) => say(`published ${names.join(", ")}`),
  });
  say(`rendered ${running.envoyFile}`);
  await stop.asked;
  running.close();
  stop.close();
}
