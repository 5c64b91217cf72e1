/** Flags and environment become one frozen Config, or one clear sentence. Flag > environment > default. */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

export type Config =
  | InitConfig
  | RunConfig
  | AddMemberConfig
  | ForgetMemberConfig
  | VerifyConfig
  | RestoreConfig
  | RecoverConfig;

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
  /** Of new log until the next snapshot, and kept behind one, instead of what limits.ts says. */
  readonly snapshotLogBytes?: number;
  /** Rows that one account may write in a second, instead of what limits.ts says. */
  readonly writeRate?: number;
  /** The disk erred when this node ended, and only its exit code could say so: the log is copied before it is used. */
  readonly mustRecopy: boolean;
}

/** Makes the folder of a member that is about to join. */
export interface AddMemberConfig {
  readonly verb: "add-member";
  readonly data: string;
  readonly host?: string;
  /** Names that must not be given again. */
  readonly taken?: readonly string[];
}

/** Takes a member that has left out of cluster.json. */
export interface ForgetMemberConfig {
  readonly verb: "forget-member";
  readonly data: string;
  readonly node: string;
}

/** Looks at a data folder, a member's folder or a backup, and changes nothing. */
export interface VerifyConfig {
  readonly verb: "verify";
  readonly path: string;
}

/** Makes a new cluster of what a backup holds. */
export interface RestoreConfig extends Omit<InitConfig, "verb"> {
  readonly verb: "restore";
  /** The backup. */
  readonly file: string;
}

/** Makes a new cluster of what is left of one. */
export interface RecoverConfig {
  readonly verb: "recover";
  readonly data: string;
  /** Of the new cluster; those that are here when not given. */
  readonly names?: readonly string[];
  /** Without it only what would be done is said. */
  readonly isMeant: boolean;
}

const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the person who started the program can put right. */
export class ConfigRefusal extends Error {
  override readonly name = "ConfigRefusal";
}

const USAGE = `usage: main.ts init --data DIR [--nodes N] [--port PORT] [--hosts a,b,c]
       main.ts run --data DIR --node nK [--web DIR] [--log-level debug|info|warn|error] [--snapshot-log-bytes N]
         [--write-rate N] [--recopy 1]
       main.ts add-member --data DIR [--host HOST] [--taken n6,n7]
       main.ts forget-member --data DIR --node nK
       main.ts verify --path DIR|FILE
       main.ts restore --data DIR --file FILE [--nodes N] [--port PORT] [--hosts a,b,c]
       main.ts recover --data DIR [--names n1,n2] [--yes]`;
const VERBS = [
  "init",
  "run",
  "add-member",
  "forget-member",
  "verify",
  "restore",
  "recover",
] as const;
const WEB = fileURLToPath(new URL("../../web/out", import.meta.url));

const OPTIONS = {
  data: { type: "string" },
  nodes: { type: "string" },
  port: { type: "string" },
  hosts: { type: "string" },
  host: { type: "string" },
  taken: { type: "string" },
  node: { type: "string" },
  web: { type: "string" },
  "log-level": { type: "string" },
  path: { type: "string" },
  file: { type: "string" },
  names: { type: "string" },
  "snapshot-log-bytes": { type: "string" },
  "write-rate": { type: "string" },
  recopy: { type: "string" },
} as const;
/** Never from the environment: it is meant at the moment when it is given. */
const FLAGS = { yes: { type: "boolean" } } as const;

type Values = { readonly [Flag in keyof typeof OPTIONS]?: string | undefined };
type Given = Values & { readonly yes?: boolean | undefined };

/** Throws ConfigRefusal. */
export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv): Config {
  const { positionals, values } = parse(argv);
  const verb = VERBS.find((one) => one === positionals[0]);
  if (positionals.length !== 1 || verb === undefined) throw new ConfigRefusal(USAGE);
  const read = (flag: keyof Values): string | undefined => values[flag] ?? env[variable(flag)];
  const data = resolve(read("data") ?? "data");
  if (verb === "recover") {
    const names = read("names");
    const isMeant = values.yes === true;
    return Object.freeze({
      verb,
      data,
      isMeant,
      ...(names !== undefined && { names: names.split(",") }),
    });
  }
  return Object.freeze(configOf(verb, data, read));
}

type Read = (flag: keyof Values) => string | undefined;

function configOf(
  verb: Exclude<(typeof VERBS)[number], "recover">,
  data: string,
  read: Read,
): Config {
  switch (verb) {
    case "init":
      return { verb, data, ...shapeOf(read) };
    case "restore":
      return { verb, data, file: resolve(required("file", read)), ...shapeOf(read) };
    case "verify":
      return { verb, path: resolve(required("path", read)) };
    case "run":
      return runConfig(data, read);
    case "add-member": {
      const host = read("host");
      const taken = read("taken");
      return {
        verb,
        data,
        ...(host !== undefined && { host }),
        ...(taken !== undefined && { taken: taken.split(",") }),
      };
    }
    case "forget-member":
      return { verb, data, node: nodeNamed(read) };
  }
}

/** Of a new cluster. */
function shapeOf(read: Read): Pick<InitConfig, "nodes" | "port" | "hosts"> {
  const nodes = read("nodes");
  const port = read("port");
  const hosts = read("hosts");
  return {
    ...(nodes !== undefined && { nodes: whole("nodes", nodes) }),
    ...(port !== undefined && { port: whole("port", port) }),
    ...(hosts !== undefined && { hosts: hosts.split(",").map((host) => host.trim()) }),
  };
}

function runConfig(data: string, read: Read): RunConfig {
  const node = nodeNamed(read);
  const level = read("log-level") ?? "info";
  const logLevel = LOG_LEVELS.find((one) => one === level);
  if (logLevel === undefined) {
    throw new ConfigRefusal(`--log-level is one of ${LOG_LEVELS.join(", ")}, not "${level}".`);
  }
  const bytes = read("snapshot-log-bytes");
  const rate = read("write-rate");
  if (rate === "0")
    throw new ConfigRefusal("--write-rate is at least 1: 0 would let nobody write.");
  return {
    verb: "run",
    data,
    node,
    web: resolve(read("web") ?? WEB),
    logLevel,
    mustRecopy: read("recopy") === "1",
    ...(bytes !== undefined && { snapshotLogBytes: whole("snapshot-log-bytes", bytes) }),
    ...(rate !== undefined && { writeRate: whole("write-rate", rate) }),
  };
}

function required(flag: "file" | "path", read: Read): string {
  const value = read(flag);
  if (value !== undefined && value !== "") return value;
  throw new ConfigRefusal(`--${flag} is missing.\n${USAGE}`);
}

function nodeNamed(read: Read): string {
  const node = read("node");
  if (node !== undefined && /^n[0-9]{1,6}$/.test(node)) return node;
  throw new ConfigRefusal(
    `--node names the node to run: n1, n2 …${node === undefined ? "" : ` ("${node}" is none)`}.`,
  );
}

function parse(argv: readonly string[]): { positionals: readonly string[]; values: Given } {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...OPTIONS, ...FLAGS },
      allowPositionals: true,
    });
  } catch (error) {
    throw new ConfigRefusal(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, {
      cause: error,
    });
  }
}

function whole(flag: string, text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw new ConfigRefusal(`--${flag} is a whole number, not "${text}".`);
}

/** --log-level is PARLEY_LOG_LEVEL. */
function variable(flag: string): string {
  return `PARLEY_${flag.replaceAll("-", "_").toUpperCase()}`;
}
