/** From `--at` and the file of sessions to a client that is signed in, and in order back out. */
import { appendFileSync } from "node:fs";
import { type ChatClientOptions, createChatClient } from "@parley/client/chat-client.ts";
import { AccountClient } from "@parley/client/account-client.ts";
import type { ChatClient } from "@parley/client/connect.ts";
import type { Chance } from "@parley/client/clock.ts";
import type { Account } from "@parley/client/model.ts";
import { systemChance } from "@parley/client/system-clock.ts";
import { discover } from "@parley/client/transports/discover.ts";
import { GrpcJsTransport } from "@parley/client/transports/grpc-js.ts";
import { Option } from "commander";
import { EXIT, ChatFailure, failureOf } from "./exit-code.ts";
import { readSessions, sessionFilePath, type StoredSession } from "./session-file.ts";

const DEFAULT_AT = "localhost:8080";

export interface ChatOptions {
  readonly at?: string;
  readonly token?: string;
  readonly json: boolean;
}

export const atOption = (): Option =>
  new Option(
    "--at <address>",
    `host:port of the chat, or of any node; several with commas (where you signed in last, else ${DEFAULT_AT})`,
  )
    .env("PARLEY_AT")
    .argParser(cleanAddress);

export const tokenOption = (): Option =>
  new Option("--token <token>", "speak as a bot, by its token, instead of who is signed in").env(
    "PARLEY_TOKEN",
  );

export const jsonOption = (): Option =>
  new Option("--json", "print JSON, one object a line").default(false);

/** `http://localhost:8080/` and `localhost:8080` are one address. */
export function cleanAddress(text: string): string {
  return text
    .split(",")
    .map((one) =>
      one
        .trim()
        .replace(/^https?:\/\//, "")
        .replace(/\/+$/, ""),
    )
    .filter((one) => one !== "")
    .join(",");
}

export interface Place {
  readonly at: string;
  readonly session: StoredSession | null;
  /** Of the bot that was asked for, else of the session; empty: nobody's. */
  readonly token: string;
}

/** Where to go, and who one is there. */
export function placeOf({ at, token = "" }: Pick<ChatOptions, "at" | "token">): Place {
  const sessions = readSessions(sessionFilePath());
  const wanted = at ?? (sessions.current === "" ? DEFAULT_AT : sessions.current);
  const known = sessions.clusters.find((one) => one.at === wanted) ?? null;
  const session = token === "" ? known : null;
  return { at: wanted, session, token: token === "" ? (known?.token ?? "") : token };
}

export interface Reached {
  readonly chat: ChatClient;
  /** By the same way and token. */
  readonly account: AccountClient;
  /** Client addresses of the nodes; empty behind an edge. */
  readonly nodes: readonly string[];
}

/** Nobody signed in yet. `clientId`: of this run's writes, instead of chance. */
export async function reach(
  { at, session }: Place,
  { token = "", clientId = "" }: { readonly token?: string; readonly clientId?: string } = {},
): Promise<Reached> {
  const found = await discover([...new Set([...at.split(","), ...(session?.nodes ?? [])])]);
  const transport = new GrpcJsTransport(found);
  const chance: Chance =
    clientId === "" ? systemChance : { ...systemChance, clientId: () => clientId };
  const nodes = "nodes" in found ? found.nodes.map(({ address }) => address) : [];
  const given = { transport, token, chance, ...clientLog() };
  return { chat: createChatClient(given), account: new AccountClient(given), nodes };
}

/** `PARLEY_CLIENT_LOG`: a file for one line an attempt, under the ids of the edge's log and of the nodes'. */
function clientLog(): Pick<ChatClientOptions, "log"> {
  const file = process.env["PARLEY_CLIENT_LOG"] ?? "";
  if (file === "") return {};
  return { log: (line) => appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 }) };
}

export interface Chat {
  readonly chat: ChatClient;
  readonly account: AccountClient;
  readonly me: Account;
  readonly unread: number;
  readonly place: Place;
  /** One object for programs, or words for people; a newline is added. */
  say(json: object, words: string): void;
  readonly json: boolean;
}

/** Signs in with the stored session, does the work, closes; failures become sentences with their exit code. */
export async function withChat(
  options: ChatOptions,
  work: (chat: Chat) => Promise<void>,
  given: { readonly clientId?: string; readonly stale?: boolean } = {},
): Promise<void> {
  await inChat(options, async () => {
    const place = placeOf(options);
    const { session, token } = place;
    if (token === "") throw signedOut(place.at);
    const { chat, account } = await reach(place, { token, ...given });
    try {
      // Where no majority answers nobody can be asked who one is; the file knows.
      const isFromFile = given.stale === true && session !== null;
      const known = isFromFile ? storedSession(session) : await chat.session();
      if (known === null) throw session === null ? badToken(place.at) : signedOut(place.at);
      const { account: me, unread } = known;
      await work({ chat, account, me, unread, place, json: options.json, say: sayer(options) });
    } finally {
      chat.close();
    }
  });
}

/** Failures in words, or as JSON where JSON was asked for. */
export async function inChat(
  options: Pick<ChatOptions, "json">,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const failure = failureOf(error);
    if (!(failure instanceof ChatFailure) || !options.json) throw failure;
    const { reason, message, exitCode } = failure;
    process.stderr.write(`${JSON.stringify({ event: "failed", reason, message })}\n`);
    process.exitCode = exitCode;
  }
}

export function sayer({ json }: Pick<ChatOptions, "json">): Chat["say"] {
  return (object, words) => {
    const line = json ? JSON.stringify(object) : words;
    if (line !== "") process.stdout.write(`${line}\n`);
  };
}

function storedSession({ account, expiresMs, token }: StoredSession) {
  const me: Account = { ...account, createdMs: 0, deleted: false, changedAtIndex: 0 };
  return { account: me, unread: 0, expiresMs, token };
}

function badToken(at: string): ChatFailure {
  return new ChatFailure(
    "BAD_SESSION",
    `The token is of nobody at ${at}: it was revoked, or has expired. "parley bot token NAME" makes another one.`,
    EXIT.signedOut,
  );
}

function signedOut(at: string): ChatFailure {
  return new ChatFailure(
    "BAD_SESSION",
    `You are not signed in at ${at}: run "parley login NAME", or "parley signup NAME" for a new account.`,
    EXIT.signedOut,
  );
}
