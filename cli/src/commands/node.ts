/**
 * `parley node start n3`: one node in the foreground, for drills beside `parley up --no-restart`.
 * `parley node check n3`: ends with 0 when that node can serve, for health checks of containers and services.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Command } from "commander";
import { dataOption } from "../terminal/data-option.ts";
import { requireClusterFile, type Member } from "../cluster/cluster-file.ts";
import { openNodeProbe } from "../cluster/node-probe.ts";
import { Sentence } from "../sentence.ts";
import { serverArgs, serverEnv } from "../supervise/server-program.ts";

const CHECK_MS = 2_000;

interface NodeOptions {
  readonly data: string;
}

export function addNode(program: Command): void {
  const node = program.command("node").description("one node of the cluster");
  const verbs = [
    ["start", "run one node in the foreground until Ctrl-C", startNode],
    ["check", "end with 0 when the node can serve, else with 1", checkNode],
  ] as const;
  for (const [verb, description, action] of verbs)
    node
      .command(verb)
      .description(description)
      .argument("<name>", "n1, n2 …")
      .addOption(dataOption())
      .action(action);
}

/** Throws a Sentence when the cluster has no such node. */
function memberOf(data: string, name: string): Member {
  const { members } = requireClusterFile(data);
  const member = members.find((one) => one.name === name);
  if (member !== undefined) return member;
  const names = members.map((one) => one.name).join(", ");
  throw new Sentence(`There is no node ${name} in ${data}; its nodes are ${names}.`);
}

async function checkNode(name: string, options: NodeOptions): Promise<void> {
  const probe = openNodeProbe(memberOf(resolve(options.data), name).client);
  const serves = await probe.isServing("parley.ready", CHECK_MS);
  probe.close();
  process.stdout.write(serves ? `${name} serves\n` : `${name} does not serve\n`);
  process.exitCode = serves ? 0 : 1;
}

async function startNode(name: string, options: NodeOptions): Promise<void> {
  const data = resolve(options.data);
  memberOf(data, name);
  const child = spawn(process.execPath, serverArgs(data, name), {
    stdio: "inherit",
    env: { ...process.env, ...serverEnv() },
  });
  const passOn = (signal: NodeJS.Signals): void => void child.kill(signal);
  // At a terminal the node gets Ctrl-C itself; this keeps the parent until it has ended.
  process.on("SIGINT", passOn).on("SIGTERM", passOn).on("SIGHUP", passOn);
  const { promise, resolve: ended } = Promise.withResolvers<number>();
  child.once("exit", (code) => ended(code ?? 1));
  process.exitCode = await promise;
}
