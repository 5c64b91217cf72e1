/** `parley node start n3`: one node in the foreground, for drills beside `parley up --no-restart`. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Command } from "commander";
import { requireClusterFile } from "../cluster/cluster-file.ts";
import { Sentence } from "../sentence.ts";
import { serverEnv, serverProgram } from "../supervise/server-program.ts";

export function addNode(program: Command): void {
  const node = program.command("node").description("one node of the cluster");
  node
    .command("start")
    .description("run one node in the foreground until Ctrl-C")
    .argument("<name>", "n1, n2 …")
    .option("--data <dir>", "where the cluster's data lives", process.env["PARLEY_DATA"] ?? "data")
    .action(startNode);
}

async function startNode(name: string, options: { readonly data: string }): Promise<void> {
  const data = resolve(options.data);
  const names = requireClusterFile(data).members.map((member) => member.name);
  if (!names.includes(name))
    throw new Sentence(`There is no node ${name} in ${data}; its nodes are ${names.join(", ")}.`);
  const args = [serverProgram(), "run", "--data", data, "--node", name];
  const child = spawn(process.execPath, args, {
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
