/**
 * Who is signed in where, between two commands: one file of the user's own (mode 600) under the configuration folder.
 * It holds session tokens, so a file that others can read is refused.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Sentence } from "../sentence.ts";

export interface StoredSession {
  /** The address it was made at, as the person gave it. */
  readonly at: string;
  /** Client addresses of the nodes as last heard; empty behind an edge. Any of them will do when `at` is gone. */
  readonly nodes: readonly string[];
  readonly account: { readonly id: string; readonly name: string };
  readonly token: string;
  readonly expiresMs: number;
}

export interface Sessions {
  /** The address of the newest sign-in; empty when there is none. */
  readonly current: string;
  readonly clusters: readonly StoredSession[];
}

const FORMAT = 1;
const NO_SESSIONS: Sessions = { current: "", clusters: [] };

export function sessionFilePath(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["PARLEY_CONFIG_DIR"];
  if (own !== undefined && own !== "") return join(own, "sessions.json");
  const config = env["XDG_CONFIG_HOME"];
  const base = config === undefined || config === "" ? join(homedir(), ".config") : config;
  return join(base, "parley", "sessions.json");
}

/** A missing file is nobody signed in; anything else that is no such file is a Sentence. */
export function readSessions(path: string): Sessions {
  let text: string;
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new Sentence(`Others can read ${path}, which holds sessions: run "chmod 600 ${path}".`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return NO_SESSIONS;
    throw error;
  }
  const sessions = parseSessions(text);
  if (sessions === null)
    throw new Sentence(`${path} is no file of sessions: delete it and sign in again.`);
  return sessions;
}

export function writeSessions(path: string, sessions: Sessions): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify({ format: FORMAT, ...sessions }, null, 2)}\n`, {
    mode: 0o600,
  });
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
}

export function withSession(sessions: Sessions, session: StoredSession): Sessions {
  const others = sessions.clusters.filter(({ at }) => at !== session.at);
  return { current: session.at, clusters: [...others, session] };
}

export function withoutSession(sessions: Sessions, at: string): Sessions {
  const clusters = sessions.clusters.filter((one) => one.at !== at);
  const current = sessions.current === at ? (clusters.at(-1)?.at ?? "") : sessions.current;
  return { current, clusters };
}

export function parseSessions(text: string): Sessions | null {
  const json = parseJson(text);
  if (!isRecord(json) || json["format"] !== FORMAT || typeof json["current"] !== "string")
    return null;
  if (!Array.isArray(json["clusters"])) return null;
  const clusters = json["clusters"].map(parseSession);
  if (!clusters.every((one) => one !== null)) return null;
  return { current: json["current"], clusters };
}

function parseSession(json: unknown): StoredSession | null {
  if (!isRecord(json) || !isRecord(json["account"]) || !Array.isArray(json["nodes"])) return null;
  const { at, token, expiresMs } = json;
  const { id, name } = json["account"];
  if (typeof at !== "string" || typeof token !== "string" || typeof expiresMs !== "number")
    return null;
  if (typeof id !== "string" || typeof name !== "string") return null;
  const nodes = json["nodes"].filter((node) => typeof node === "string");
  return { at, nodes, account: { id, name }, token, expiresMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller's sentence says it.
    return null;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
