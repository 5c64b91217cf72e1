/** `parley signup`, `login`, `logout`: the session is kept in a file of one's own between commands. */
import type { ChatClient } from "@parley/client/connect.ts";
import type { Session } from "@parley/client/model.ts";
import type { Command } from "commander";
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
}

export function addSession(program: Command): void {
  const signIn = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument("<name>", "the account's name")
      .option("--password-stdin", "read the password from stdin, one line", false)
      .addOption(atOption())
      .addOption(jsonOption());
  signIn("signup", "create an account and sign in").action((name: string, options: SignInOptions) =>
    enter(options, (chat, password) => chat.createAccount(name, password)),
  );
  signIn("login", "sign in; the session is kept until you log out").action(
    (name: string, options: SignInOptions) =>
      enter(options, (chat, password) => chat.logIn(name, password)),
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
      const { account, unread, expiresMs, token } = await ask(chat, password);
      const { id, name } = account;
      const { at } = place;
      const path = sessionFilePath();
      const session = { at, nodes, account: { id, name }, token, expiresMs };
      writeSessions(path, withSession(readSessions(path), session));
      sayer(options)(
        { event: "signedIn", at, account: { id, name }, unread, expiresMs },
        `Signed in as ${name} at ${at}; ${count(unread, "unread message")}.`,
      );
    } finally {
      chat.close();
    }
  });
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
