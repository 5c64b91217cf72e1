/** `parley admin`, `parley invite` and `parley bot`: what administrators do. */
import { InvalidArgumentError, Argument, Option, type Command } from "commander";
import type { AccountRole } from "@parley/client/model.ts";
import { sessionWords } from "../chat/account-words.ts";
import { personNamed } from "../chat/conversation-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { count, printable, timeWords } from "../chat/words.ts";
import { tell } from "./account.ts";

const DAY_MS = 24 * 3600 * 1000;

interface UndoOptions extends ChatOptions {
  readonly undo: boolean;
}

interface InviteOptions extends ChatOptions {
  readonly uses: number;
  readonly days: number;
}

interface TokenOptions extends ChatOptions {
  readonly label: string;
  readonly days: number;
}

type AddVerb = (name: string, description: string) => Command;

function verbs(parent: Command): AddVerb {
  return (name, description) =>
    parent
      .command(name)
      .description(description)
      .addOption(atOption())
      .addOption(tokenOption())
      .addOption(jsonOption());
}

export function addAdmin(program: Command): void {
  const verb = verbs(
    program.command("admin").description("for administrators: role, suspend, reset, signup"),
  );
  verb("role", "by an owner: give somebody a role")
    .argument("<person>", "@person or an id")
    .addArgument(new Argument("<role>").choices(["member", "admin", "owner"]))
    .action((word: string, role: AccountRole, options: ChatOptions) =>
      withChat(options, async ({ chat, account, say }) => {
        const { id } = await personNamed(chat, word);
        tell(say, "roleGiven", await account.setRole(id, role));
      }),
    );
  verb("suspend", "lock somebody out: all their sessions end, and they cannot sign in")
    .argument("<person>", "@person or an id")
    .option("--undo", "let them in again", false)
    .action((word: string, { undo, ...options }: UndoOptions) =>
      withChat(options, async ({ chat, account, say }) => {
        const { id } = await personNamed(chat, word);
        tell(say, undo ? "unsuspended" : "suspended", await account.suspend(id, !undo));
      }),
    );
  verb("reset", "make a one-time reset link for who forgot the password; an earlier one is void")
    .argument("<person>", "@person or an id")
    .action((word: string, options: ChatOptions) =>
      withChat(options, (chat) => issueReset(chat, word)),
    );
  verb("signup", "say who may sign up: everybody, or who has an invite")
    .addArgument(new Argument("<rule>").choices(["open", "invite"]))
    .action((rule: string, options: ChatOptions) =>
      withChat(options, async ({ account, say }) => {
        await account.setSignUp(rule === "invite");
        const words = rule === "invite" ? "only who has an invite" : "everybody who gets here";
        say({ event: "signUpSet", rule }, `From now on ${words} can sign up.`);
      }),
    );
}

async function issueReset({ chat, account, say }: Chat, word: string): Promise<void> {
  const { id, name } = await personNamed(chat, word);
  const { reset: secret, expiresMs } = await account.issueReset(id);
  say(
    { event: "resetIssued", account: { id, name }, secret, expiresMs },
    `${secret}\nOnce, and until ${timeWords(expiresMs)} UTC, ${printable(name)} can choose a new password with it: parley account reset.`,
  );
}

export function addInvite(program: Command): void {
  const verb = verbs(
    program.command("invite").description("for administrators: invites to sign up"),
  );
  verb("create", "make an invite; its secret is shown once")
    .addOption(whole("--uses <count>", "accounts that it may make", { usual: 1, most: 1000 }))
    .addOption(whole("--days <days>", "how long it holds", { usual: 7, most: 30 }))
    .action((options: InviteOptions) =>
      withChat(options, async ({ account, say }) => {
        const given = { uses: options.uses, validMs: options.days * DAY_MS };
        const { invite, secret } = await account.createInvite(given);
        say(
          { event: "invited", invite, secret },
          `${secret}\nFor ${count(invite.usesLeft, "account")}, until ${timeWords(invite.expiresMs)} UTC: parley signup NAME --invite SECRET. To revoke it: parley invite revoke ${invite.id}.`,
        );
      }),
    );
  verb("list", "list the invites that can still be used").action((options: ChatOptions) =>
    withChat(options, async ({ account, say }) => {
      const invites = await account.listInvites();
      const lines = invites.map(
        ({ id, usesLeft, expiresMs }) =>
          `${id}  ${count(usesLeft, "account")} left, until ${timeWords(expiresMs)}`,
      );
      say({ event: "invites", invites }, lines.length === 0 ? "No invites." : lines.join("\n"));
    }),
  );
  verb("revoke", "make an invite void")
    .argument("<id>", "as list shows it")
    .action((id: string, options: ChatOptions) =>
      withChat(options, async ({ account, say }) => {
        await account.revokeInvite(id);
        say({ event: "inviteRevoked", id }, `Invite ${printable(id)} is void.`);
      }),
    );
}

export function addBot(program: Command): void {
  const verb = verbs(
    program
      .command("bot")
      .description("for administrators: accounts of programs, and their tokens"),
  );
  verb("create", "make an account for a program")
    .argument("<name>", "1 to 32 characters")
    .action((name: string, options: ChatOptions) =>
      withChat(options, async ({ account, say }) =>
        tell(say, "botCreated", await account.createBot(name)),
      ),
    );
  verb("token", "make a token with which a program speaks as the bot; it is shown once")
    .argument("<bot>", "@bot or an id")
    .option("--label <text>", "what it is for", "")
    .addOption(whole("--days <days>", "how long it holds", { usual: 366, most: 366 }))
    .action((word: string, options: TokenOptions) =>
      withChat(options, (chat) => issueToken(chat, word, options)),
    );
  verb("tokens", "list a bot's tokens, the newest first")
    .argument("<bot>", "@bot or an id")
    .action((word: string, options: ChatOptions) =>
      withChat(options, async ({ chat, account, say }) => {
        const tokens = await account.listBotTokens((await personNamed(chat, word)).id);
        const lines = tokens.map(sessionWords);
        say({ event: "tokens", tokens }, lines.length === 0 ? "No tokens." : lines.join("\n"));
      }),
    );
  verb("revoke", "make a token void, on every node")
    .argument("<bot>", "@bot or an id")
    .argument("<id>", "as tokens shows it")
    .action((word: string, id: string, options: ChatOptions) =>
      withChat(options, async ({ chat, account, say }) => {
        await account.revokeBotToken((await personNamed(chat, word)).id, id);
        say({ event: "tokenRevoked", id }, `Token ${printable(id)} is void.`);
      }),
    );
}

async function issueToken(
  { chat, account, say }: Chat,
  word: string,
  { label, days }: TokenOptions,
): Promise<void> {
  const { id, name } = await personNamed(chat, word);
  const given = { label, validMs: days * DAY_MS };
  const { token, session } = await account.issueBotToken(id, given);
  say(
    { event: "tokenIssued", bot: { id, name }, token, session },
    `${token}\nUntil ${timeWords(session.expiresMs)} UTC programs speak as ${printable(name)} with it in PARLEY_TOKEN. To revoke it: parley bot revoke @${printable(name)} ${session.id}.`,
  );
}

function whole(
  flags: string,
  what: string,
  { usual, most }: { readonly usual: number; readonly most: number },
): Option {
  return new Option(flags, `${what}, 1 to ${most}`).default(usual).argParser((text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most}.`);
  });
}
