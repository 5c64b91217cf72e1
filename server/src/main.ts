/**
 * The server's program: `init` makes a cluster's folders, `run` runs one node of it; `add-member` and `forget-member`
 * make and leave behind the folder of one member, for `parley cluster`; what is done while nothing runs is in offline.ts.
 * How each of them ends is in ending.ts.
 */
import { setLogVerbosity, logVerbosity } from "@grpc/grpc-js";
import { readConfig } from "./config.ts";
import type { InitConfig, RunConfig } from "./config.ts";
import { endingOf, endingOfStart } from "./ending.ts";
import { exitSurely } from "./exit-surely.ts";
import { openNodeLog } from "./node-log.ts";
import { runOffline } from "./offline.ts";
import { giveRoomBack, runNode } from "./run-node.ts";
import { forgetMember, makeNewMember } from "./storage/change-members.ts";
import { initCluster } from "./storage/init-cluster.ts";
import { openMemberFolder } from "./storage/member-folder.ts";

/** A stop that takes longer is cut off, ms. */
const STOP_MS = 3_000;

async function main(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  switch (config.verb) {
    case "init":
      return init(config);
    case "run":
      return run(config);
    case "add-member": {
      const { data: dataDir, verb: _verb, ...rest } = config;
      return print({ event: "memberMade", member: await makeNewMember({ dataDir, ...rest }) });
    }
    case "verify":
    case "restore":
    case "recover":
      process.exitCode = await runOffline(config, print);
      return;
    case "forget-member": {
      const { members } = await forgetMember(config.data, config.node);
      return print({ event: "memberForgotten", nodes: members.map((member) => member.name) });
    }
  }
}

async function init({ data, ...rest }: InitConfig): Promise<void> {
  const { cluster, outcome } = await initCluster({ dataDir: data, ...rest });
  print({ event: "initialised", outcome, nodes: cluster.members.map((member) => member.name) });
}

async function run(config: RunConfig): Promise<void> {
  const folder = openMemberFolder(config.data, config.node);
  const log = openNodeLog(folder.paths.logs, config.logLevel, config.node);
  const die = (what: string, error: unknown): void =>
    exitSurely(endingOf(error), () => {
      complain(`${config.node}: ${what}: ${sentenceOf(error)}`);
      log.logger.error({ err: error }, what);
      log.flush();
    });
  process.on("uncaughtException", (error) => die("an unexpected error", error));
  process.on("unhandledRejection", (error) => die("an unexpected error", error));
  await log.opened;
  const started = runNode({ config, folder, logger: log.logger, fatal: die });
  stopOnSignal(die, async (signal) => {
    log.logger.info({ signal }, "stopping");
    const node = await started;
    await node.stop();
    folder.lock.release();
    log.logger.info({}, "stopped");
    log.flush();
  });
  const { addresses } = await started.catch((error: unknown) => {
    giveRoomBack(folder, error);
    throw error;
  });
  log.logger.info({ addresses }, "listening");
  print({ event: "listening", node: config.node, pid: process.pid, ...addresses });
}

function stopOnSignal(
  die: (what: string, error: unknown) => void,
  stop: (signal: NodeJS.Signals) => Promise<void>,
): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => die("stopping took too long", new Error(signal)), STOP_MS).unref();
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => die("stopping failed", error),
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

/** For whoever started this process; people read the log file. */
function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // grpc-js wraps it in more words than help.
  const taken = /EADDRINUSE.*?(\[?[0-9a-zA-Z.:-]+\]?:[0-9]+)/.exec(error.message)?.[1];
  if (taken === undefined) return error.message;
  return `${taken} is in use. Stop what listens there, or move the whole cluster with --port.`;
}

// grpc-js writes its own complaints to stderr; ours say the same with more sense.
setLogVerbosity(logVerbosity.NONE);
try {
  await main();
} catch (error) {
  exitSurely(endingOfStart(error), () => complain(sentenceOf(error)));
}
