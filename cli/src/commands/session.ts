/** `parley signup`, `login`, `logout`: the session is kept in a file of one's own between commands. */
import type { ChatClient } from "@parley/client/connect.ts";
import type { Session } from "@parley/client/model.ts";
import { Option, type Command } from "commander";
import { hostname } from "node:os";
import {
  atOption,
  type ChatOptions,
  inChat,
  jsonOption,
  placeOf,
  reach,
  sayer,
} from "../chat/open-chat.ts";
import {
  readSessions,
  sessionFilePath,
  withoutSession,
  withSession,
  writeSessions,
} from "../chat/session-file.ts";
import { count } from "../chat/words.ts";
import { askPassword } from "../terminal/ask-password.ts";

interface SignInOptions extends ChatOptions {
  readonly passwordStdin: boolean;
  readonly invite?: string;
}

/** What the list of sessions calls this one; at most 64 characters. */
export const sessionLabel = (): string => `parley on ${hostname()}`.slice(0, 64);

export function addSession(program: Command): void {
  const signIn = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument("<name>", "the account's name")
      .option("--password-stdin", "read the password from stdin, one line", false)
      .addOption(atOption())
      .addOption(jsonOption());
  signIn("signup", "create an account and sign in")
    .addOption(
      new Option("--invite <secret>", "of an invite, where one is needed").env("PARLEY_INVITE"),
    )
    .action((name: string, options: SignInOptions) =>
      enter(options, (chat, password) => {
        const { invite = "" } = options;
        return chat.createAccount(name, password, { invite, label: sessionLabel() });
      }),
    );
  signIn("login", "sign in; the session is kept until you log out").action(
    (name: string, options: SignInOptions) =>
      enter(options, (chat, password) => chat.logIn(name, password, { label: sessionLabel() })),
  );
  program
    .command("logout")
    .description("end the session, on every node")
    .addOption(atOption())
    .addOption(jsonOption())
    .action(logOut);
}

function enter(
  options: SignInOptions,
  ask: (chat: ChatClient, password: string) => Promise<Session>,
): Promise<void> {
  return inChat(options, async () => {
    const password = await askPassword("Password: ", options.passwordStdin);
    const place = placeOf(options);
    const { chat, nodes } = await reach(place);
    try {
      keepSession(await ask(chat, password), { ...options, at: place.at, nodes });
    } finally {
      chat.close();
    }
  });
}

/** In the file, and says so. */
export function keepSession(
  { account: { id, name }, unread, expiresMs, token }: Session,
  given: { readonly at: string; readonly nodes: readonly string[]; readonly json: boolean },
): void {
  const { at, nodes } = given;
  const path = sessionFilePath();
  const session = { at, nodes, account: { id, name }, token, expiresMs };
  writeSessions(path, withSession(readSessions(path), session));
  sayer(given)(
    { event: "signedIn", at, account: { id, name }, unread, expiresMs },
    `Signed in as ${name} at ${at}; ${count(unread, "unread message")}.`,
  );
}

/** The file forgets only what the nodes have: a session that nobody ended would live on unseen. */
function logOut(options: ChatOptions): Promise<void> {
  return inChat(options, async () => {
    const place = placeOf(options);
    const { at, session } = place;
    const path = sessionFilePath();
    if (session !== null) {
      const { chat } = await reach(place, { token: session.token });
      await chat.logOut().finally(() => chat.close());
      writeSessions(path, withoutSession(readSessions(path), at));
    }
    const name = session?.account.name ?? "";
    sayer(options)(
      { event: "signedOut", at, account: name },
      session === null ? `Nobody was signed in at ${at}.` : `${name} is signed out at ${at}.`,
    );
  });
}
