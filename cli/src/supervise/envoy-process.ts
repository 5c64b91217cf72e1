/** Envoy as a supervised process. Its own words go to envoy.log, one line an upstream attempt to access.log. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Edge } from "../edge/edge.ts";
import type { Lifeline } from "./lifeline.ts";
import { ENVOY_POLICY } from "./restart-policy.ts";
import { SupervisedProcess } from "./supervised-process.ts";

/** Envoy ends at once on SIGTERM; this is for one that hangs. */
const PATIENCE_MS = 3_000;
const ACCESS_LOG_BYTES = 64 * 1024 * 1024;
const ACCESS_LOG_CHECK_MS = 30_000;

export interface EnvoyProcessOptions {
  readonly binary: string;
  readonly edge: Edge;
  readonly restart: boolean;
  readonly lifeline: Lifeline;
  readonly say: (line: string) => void;
}

export interface EnvoyProcess {
  readonly supervised: SupervisedProcess;
  close(): Promise<void>;
}

export function startEnvoyProcess(options: EnvoyProcessOptions): EnvoyProcess {
  const { edge } = options;
  const folder = dirname(edge.envoyFile);
  mkdirSync(folder, { recursive: true });
  const outputPath = join(folder, "envoy.log");
  // A file, not a pipe: Envoy must not trip over a supervisor that died.
  const output = openSync(outputPath, "w");
  const plan = {
    name: "Envoy",
    command: options.binary,
    // One thread: a second gains nothing on two cores. No hot restart: its shared memory admits one Envoy a machine.
    args: [
      "-c",
      edge.envoyFile,
      "--concurrency",
      "1",
      "--disable-hot-restart",
      "--log-level",
      "warning",
    ],
    stdio: ["ignore" as const, output, output],
    restart: options.restart ? ENVOY_POLICY : null,
    patienceMs: PATIENCE_MS,
  };
  const supervised = new SupervisedProcess(plan, options.lifeline, {
    started: () => {},
    say: options.say,
    lastWords: () => lastCriticalLine(readFileSync(outputPath, "utf8")),
  });
  const rotation = setInterval(() => rotateLog(edge.logPath, supervised.pid), ACCESS_LOG_CHECK_MS);
  return {
    supervised,
    async close() {
      clearInterval(rotation);
      await supervised.stop();
      closeSync(output);
    },
  };
}

/** Keeps the log and one before it. Envoy opens its logs anew on SIGUSR1. */
export function rotateLog(
  path: string,
  envoyPid: number | undefined,
  maxBytes: number = ACCESS_LOG_BYTES,
): void {
  if (envoyPid === undefined || (statSync(path, { throwIfNoEntry: false })?.size ?? 0) < maxBytes)
    return;
  renameSync(path, `${path}.1`);
  process.kill(envoyPid, "SIGUSR1");
}

function lastCriticalLine(output: string): string {
  return (
    output
      .split("\n")
      .findLast((line) => line.includes("[critical]") || line.includes("[error]")) ?? ""
  );
}
