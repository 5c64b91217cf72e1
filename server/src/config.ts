/** Flags and environment become one frozen Config, or one clear sentence. Flag > environment > default. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

export type Config = InitConfig | RunConfig;

export interface InitConfig {
  readonly verb: "init";
  readonly data: string;
  readonly nodes?: number;
  readonly port?: number;
  readonly hosts?: readonly string[];
}

export interface RunConfig {
  readonly verb: "run";
  readonly data: string;
  /** n1, n2 … */
  readonly node: string;
  /** Folder of the exported web app. */
  readonly web: string;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the person who started the program can put right. */
export class ConfigRefusal extends Error {
  override readonly name = "ConfigRefusal";
}

const USAGE = `usage: main.ts init --data DIR [--nodes N] [--port PORT] [--hosts a,b,c]
       main.ts run --data DIR --node nK [--web DIR] [--log-level debug|info|warn|error]`;
const WEB = fileURLToPath(new URL("../../web/out", import.meta.url));

const OPTIONS = {
  data: { type: "string" },
  nodes: { type: "string" },
  port: { type: "string" },
  hosts: { type: "string" },
  node: { type: "string" },
  web: { type: "string" },
  "log-level": { type: "string" },
} as const;

type Values = { readonly [Flag in keyof typeof OPTIONS]?: string | undefined };

/** Throws ConfigRefusal. */
export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv): Config {
  const { positionals, values } = parse(argv);
  const verb = positionals[0];
  if (positionals.length !== 1 || (verb !== "init" && verb !== "run"))
    throw new ConfigRefusal(USAGE);
  const read = (flag: keyof Values): string | undefined => values[flag] ?? env[variable(flag)];
  const data = resolve(read("data") ?? "data");
  return Object.freeze(verb === "init" ? initConfig(data, read) : runConfig(data, read));
}

function initConfig(data: string, read: (flag: keyof Values) => string | undefined): InitConfig {
  const nodes = read("nodes");
  const port = read("port");
  const hosts = read("hosts");
  return {
    verb: "init",
    data,
    ...(nodes !== undefined && { nodes: whole("nodes", nodes) }),
    ...(port !== undefined && { port: whole("port", port) }),
    ...(hosts !== undefined && { hosts: hosts.split(",").map((host) => host.trim()) }),
  };
}

function runConfig(data: string, read: (flag: keyof Values) => string | undefined): RunConfig {
  const node = read("node");
  if (node === undefined || !/^n[0-9]{1,6}$/.test(node)) {
    throw new ConfigRefusal(
      `--node names the node to run: n1, n2 …${node === undefined ? "" : ` ("${node}" is none)`}.`,
    );
  }
  const level = read("log-level") ?? "info";
  const logLevel = LOG_LEVELS.find((one) => one === level);
  if (logLevel === undefined) {
    throw new ConfigRefusal(`--log-level is one of ${LOG_LEVELS.join(", ")}, not "${level}".`);
  }
  return { verb: "run", data, node, web: resolve(read("web") ?? WEB), logLevel };
}

function parse(argv: readonly string[]): { positionals: readonly string[]; values: Values } {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new ConfigRefusal(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, {
      cause: error,
    });
  }
}

function whole(flag: string, text: string): number {
  if (/^[0-9]{1,6}$/.test(text)) return Number(text);
  throw new ConfigRefusal(`--${flag} is a whole number, not "${text}".`);
}

/** --log-level is PARLEY_LOG_LEVEL. */
function variable(flag: string): string {
  return `PARLEY_${flag.replaceAll("-", "_").toUpperCase()}`;
}
