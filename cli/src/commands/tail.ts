/** `parley tail`: what is written from now on, through the deaths of nodes, each change once and in the log's order. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { notFound, findConversation, parseConversation } from "../chat/conversation-name.ts";
import { EXIT } from "../chat/exit-code.ts";
import { LiveMessages, type LiveMessage, type LivePerson } from "../chat/live-messages.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { messageJson, messageWords, printable } from "../chat/words.ts";
import { listenForStop } from "../terminal/stop-signal.ts";

interface TailOptions extends ChatOptions {
  readonly count?: number;
  readonly people?: boolean;
}

export function addTail(program: Command): void {
  program
    .command("tail")
    .description("show what is written from now on, until Ctrl-C; nodes may die meanwhile")
    .argument("[conversation]", "#room, @person or an id; all of yours when none is given")
    .addOption(new Option("--count <n>", "end after so many lines").argParser(parseLines))
    .option("--people", "show also who types and who comes and goes")
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action((word: string | undefined, options: TailOptions) =>
      withChat(options, (chat) => tail(chat, word, options)),
    );
}

async function tail(chat: Chat, word: string | undefined, options: TailOptions): Promise<void> {
  const only = word === undefined ? null : await idOf(chat, word);
  const stop = listenForStop();
  const { promise: over, resolve, reject } = Promise.withResolvers<void>();
  let left = options.count ?? Infinity;
  const live = new LiveMessages(chat.chat, {
    meId: chat.me.id,
    ready: (index) => {
      if (options.json) chat.say({ event: "ready", index }, "");
      else process.stderr.write("Waiting for messages; Ctrl-C ends it.\n");
    },
    message: (one) => {
      if (left <= 0 || (only !== null && one.message.conversationId !== only)) return;
      tell(chat, one);
      left -= 1;
      if (left <= 0) resolve();
    },
    ...(options.people === true && {
      person: (one: LivePerson, conversationId: string) => {
        if (only === null || conversationId === "" || conversationId === only)
          tellPerson(chat, one);
      },
    }),
    failed: reject,
  });
  live.start();
  const interrupted = stop.asked.then(() => {
    process.exitCode = EXIT.interrupted;
  });
  await Promise.race([over, interrupted]).finally(() => stop.close());
}

function tell({ me, say }: Chat, { kind, message, conversation, people }: LiveMessage): void {
  const shown = { meId: me.id, people, conversation };
  say(
    { event: kind, message: messageJson(message, shown) },
    `${printable(conversation)}  ${messageWords(message, shown)}${kind === "changed" ? " (changed)" : ""}`,
  );
}

function tellPerson({ say }: Chat, news: LivePerson): void {
  const { kind, person } = news;
  const who = { accountId: person.id, name: person.name };
  const name = printable(person.name);
  if (news.kind === "typing") {
    const { conversation } = news;
    say({ event: kind, ...who, conversation }, `${printable(conversation)}  ${name} is typing`);
  } else {
    const { presence } = news;
    say({ event: kind, ...who, presence }, `${name} is ${presence === "dnd" ? "busy" : presence}`);
  }
}

async function idOf({ chat, me }: Chat, word: string): Promise<string> {
  const snapshot = await chat.listConversations();
  const found = await findConversation(chat, parseConversation(word), { snapshot, meId: me.id });
  if (found === undefined) throw notFound(word);
  return found.conversation.id;
}

function parseLines(text: string): number {
  const lines = Number(text);
  if (Number.isInteger(lines) && lines >= 1) return lines;
  throw new InvalidArgumentError("--count is a whole number from 1.");
}
