/** `parley account` and `parley session`: what one does to one's own account, and a look at those of others. */
import type { Account } from "@parley/client/model.ts";
import type { Command } from "commander";
import { accountJson, accountWords, sessionWords } from "../chat/account-words.ts";
import { personNamed } from "../chat/conversation-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  inChat,
  jsonOption,
  placeOf,
  reach,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import {
  readSessions,
  sessionFilePath,
  withoutSession,
  writeSessions,
} from "../chat/session-file.ts";
import { count, printable } from "../chat/words.ts";
import { Sentence } from "../sentence.ts";
import { askSecrets } from "../terminal/ask-password.ts";
import { keepSession, sessionLabel } from "./session.ts";

interface PasswordOptions extends ChatOptions {
  readonly passwordStdin: boolean;
}

export function addAccount(program: Command): void {
  const account = program
    .command("account")
    .description("one's own account: show, name, password, delete; reset a forgotten password");
  const verb = (name: string, description: string): Command =>
    account
      .command(name)
      .description(description)
      .addOption(atOption())
      .addOption(tokenOption())
      .addOption(jsonOption());
  verb("show", "show one account: one's own, or somebody's by name or id")
    .argument("[person]", "@person or an id")
    .action((word: string | undefined, options: ChatOptions) =>
      withChat(options, (chat) => show(chat, word)),
    );
  verb("name", "say what one wants to be called; the name to sign in with stays")
    .argument("<display-name>", 'at most 32 characters; "" for the name again')
    .action((displayName: string, options: ChatOptions) =>
      withChat(options, async ({ account: own, say }) =>
        tell(say, "named", await own.setProfile(displayName)),
      ),
    );
  withPassword(verb("password", "choose another password; all other sessions end"), 2).action(
    (options: PasswordOptions) => withChat(options, (chat) => changePassword(chat, options)),
  );
  withPassword(verb("delete", "close one's own account for good; its messages stay"), 1).action(
    (options: PasswordOptions) => withChat(options, (chat) => close(chat, options)),
  );
  withPassword(
    account
      .command("reset")
      .description("with the secret of a reset link: choose a new password and sign in")
      .addOption(atOption())
      .addOption(jsonOption()),
    2,
  ).action(reset);
}

const withPassword = (command: Command, lines: number): Command =>
  command.option(
    "--password-stdin",
    lines === 1 ? "read the password from stdin, one line" : "read both from stdin, a line each",
    false,
  );

export function tell(say: Chat["say"], event: string, account: Account): void {
  say({ event, account: accountJson(account) }, `${accountWords(account)}.`);
}

async function show({ chat, me, say }: Chat, word: string | undefined): Promise<void> {
  const account = word === undefined ? me : await personNamed(chat, word);
  say({ event: "account", account: accountJson(account) }, accountWords(account));
}

async function changePassword({ account, say }: Chat, options: PasswordOptions): Promise<void> {
  const [old, fresh] = await newPassword("Password until now: ", options);
  const endedSessions = await account.changePassword(old, fresh);
  say(
    { event: "passwordChanged", endedSessions },
    `The password is another one; ${count(endedSessions, "other session")} ended.`,
  );
}

/** Typed it is asked for twice, so that a slip locks nobody out. */
async function newPassword(
  first: string,
  { passwordStdin }: PasswordOptions,
): Promise<readonly [string, string]> {
  const prompts = [first, "New password: ", ...(passwordStdin ? [] : ["The same again: "])];
  const [before = "", fresh = "", again = fresh] = await askSecrets(prompts, passwordStdin);
  if (again !== fresh)
    throw new Sentence("The two new passwords differ: nothing was changed. Try again.");
  return [before, fresh];
}

async function close({ account, me, place, say }: Chat, options: PasswordOptions): Promise<void> {
  const prompt = `Password of ${me.name}, whose account is closed for good: `;
  const [password = ""] = await askSecrets([prompt], options.passwordStdin);
  await account.deleteAccount(password);
  const path = sessionFilePath();
  writeSessions(path, withoutSession(readSessions(path), place.at));
  say(
    { event: "accountDeleted", account: { id: me.id, name: me.name } },
    `The account ${printable(me.name)} is closed.`,
  );
}

function reset(options: PasswordOptions): Promise<void> {
  return inChat(options, async () => {
    const [secret, fresh] = await newPassword("Secret of the reset link: ", options);
    const place = placeOf(options);
    const { chat, account, nodes } = await reach(place);
    try {
      const session = await account.resetPassword(secret, fresh, sessionLabel());
      keepSession(session, { ...options, at: place.at, nodes });
    } finally {
      chat.close();
    }
  });
}

interface EndOptions extends ChatOptions {
  readonly others: boolean;
}

export function addSessions(program: Command): void {
  const session = program
    .command("session")
    .description("where one is signed in: list, end one or all others");
  const verb = (name: string, description: string): Command =>
    session
      .command(name)
      .description(description)
      .addOption(atOption())
      .addOption(tokenOption())
      .addOption(jsonOption());
  verb("list", "list one's own sessions, the newest first; * is this one").action(
    (options: ChatOptions) =>
      withChat(options, async ({ account, say }) => {
        const sessions = await account.listSessions();
        say({ event: "sessions", sessions }, sessions.map(sessionWords).join("\n"));
      }),
  );
  verb("end", "end a session on every node")
    .argument("[id]", "as list shows it")
    .option("--others", "all but this one", false)
    .action((id: string | undefined, options: EndOptions) =>
      withChat(options, (chat) => endSessions(chat, id, options)),
    );
}

async function endSessions(
  { account, say }: Chat,
  id: string | undefined,
  { others }: EndOptions,
): Promise<void> {
  if ((id === undefined) !== others)
    throw new Sentence('Say which session, by its id of "parley session list", or --others.', 2);
  if (id !== undefined) await account.endSession(id);
  const ended = id === undefined ? await account.endOtherSessions() : 1;
  say({ event: "sessionsEnded", count: ended }, `${count(ended, "session")} ended.`);
}
