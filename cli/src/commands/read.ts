/** `parley read`: a conversation's messages, or the oldest unread ones of all. */
import type { ConversationSnapshot, Message, MessagePage } from "@parley/client/model.ts";
import type { AsOf } from "@parley/client/transport.ts";
import { InvalidArgumentError, Option, type Command } from "commander";
import {
  findConversation,
  notFound,
  parseConversation,
  peopleOf,
} from "../chat/conversation-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { oldestUnread, readOldest } from "../chat/unread-messages.ts";
import { asOfWords, messageJson, messageWords } from "../chat/words.ts";

const COUNT_DEFAULT = 50;
const COUNT_MAX = 10_000;
const PAGE = 200;

interface ReadOptions extends ChatOptions {
  readonly n: number;
  readonly before?: number;
  readonly stale: boolean;
  readonly keep: boolean;
}

export function addRead(program: Command): void {
  program
    .command("read")
    .description(
      "show a conversation; without one, the oldest unread messages, which then count as read",
    )
    .argument("[conversation]", "#room, @person or an id")
    .addOption(
      new Option("-n <count>", "how many messages at most")
        .default(COUNT_DEFAULT)
        .argParser(parseCount),
    )
    .addOption(
      new Option("--before <seq>", "only what stands before this one").argParser(parseCount),
    )
    .option("--keep", "leave what is shown unread", false)
    .option(
      "--stale",
      "without a majority: show what one node holds, and as of when that is",
      false,
    )
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action((word: string | undefined, options: ReadOptions) =>
      withChat(
        options,
        (chat) =>
          word === undefined ? readUnread(chat, options) : readConversation(chat, word, options),
        { stale: options.stale },
      ),
    );
}

async function readUnread({ chat, me, say }: Chat, options: ReadOptions): Promise<void> {
  const snapshot = await chat.listConversations();
  const given = { meId: me.id, limit: options.n };
  const unread = options.keep
    ? await oldestUnread(chat, snapshot, given)
    : await readOldest(chat, snapshot, given);
  const people = peopleOf(snapshot.accounts);
  for (const { message } of unread)
    if (!people.has(message.authorId))
      people.set(message.authorId, await chat.getAccount({ id: message.authorId }));
  const shown = (conversation: string) => ({ meId: me.id, people, conversation });
  const lines = unread.map(
    ({ message, conversation }) => `${conversation}  ${messageWords(message, shown(conversation))}`,
  );
  say(
    {
      event: "messages",
      conversation: "",
      messages: unread.map(({ message, conversation }) =>
        messageJson(message, shown(conversation)),
      ),
      asOf: null,
    },
    lines.length === 0 ? "Nothing is unread." : lines.join("\n"),
  );
}

async function readConversation(chat: Chat, word: string, options: ReadOptions): Promise<void> {
  const { me, say } = chat;
  const ask = options.stale ? staleReads(chat) : freshReads(chat);
  const snapshot = await ask.conversations();
  const wanted = parseConversation(word);
  const found = await findConversation(chat.chat, wanted, { snapshot, meId: me.id });
  if (found === undefined) throw notFound(word);
  const { messages, people } = await newest(ask, found.conversation.id, options);
  const shown = { meId: me.id, people, conversation: found.name };
  const asOf = ask.asOf();
  const lines = messages.map((message) => messageWords(message, shown));
  if (asOf !== null) lines.unshift(asOfWords(asOf));
  if (messages.length === 0) lines.push(`Nothing was written in ${found.name} yet.`);
  say(
    {
      event: "messages",
      conversation: found.name,
      messages: messages.map((message) => messageJson(message, shown)),
      asOf,
    },
    lines.join("\n"),
  );
}

interface Reads {
  conversations(): Promise<ConversationSnapshot>;
  messages(request: Parameters<Chat["chat"]["listMessages"]>[0]): Promise<MessagePage>;
  /** The oldest that any answer was true of. */
  asOf(): AsOf | null;
}

const freshReads = ({ chat }: Chat): Reads => ({
  conversations: () => chat.listConversations(),
  messages: (request) => chat.listMessages(request),
  asOf: () => null,
});

function staleReads({ chat }: Chat): Reads {
  let oldest: AsOf | null = null;
  const note = <Value>({
    value,
    asOf,
  }: {
    readonly value: Value;
    readonly asOf: AsOf | null;
  }): Value => {
    if (asOf !== null && (oldest === null || asOf.index < oldest.index)) oldest = asOf;
    return value;
  };
  return {
    conversations: async () => note(await chat.readStale("listConversations", {})),
    messages: async (request) => note(await chat.readStale("listMessages", request)),
    asOf: () => oldest,
  };
}

/** The newest `n`, in ascending order. */
async function newest(ask: Reads, conversationId: string, { n, before }: ReadOptions) {
  const messages: Message[] = [];
  const people = peopleOf([]);
  let beforeSeq = before ?? 0;
  for (;;) {
    const pageSize = Math.min(PAGE, n - messages.length);
    const page = await ask.messages({ conversationId, beforeSeq, pageSize });
    messages.unshift(...page.messages);
    for (const account of page.accounts) people.set(account.id, account);
    const first = page.messages[0];
    if (first === undefined || !page.hasBefore || messages.length >= n) return { messages, people };
    beforeSeq = first.seq;
  }
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= COUNT_MAX) return count;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${COUNT_MAX}.`);
}
