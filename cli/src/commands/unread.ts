/** `parley unread` and `parley mark`: what is unread, and where one has read to. */
import { Option, type Command } from "commander";
import { nameOf, notFound, openConversation, peopleOf } from "../chat/conversation-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { settled } from "../chat/settled.ts";
import { oldestUnread } from "../chat/unread-messages.ts";
import { count, printable } from "../chat/words.ts";
import { parseCount } from "./read.ts";

/** Messages that are named one by one; the counts are of all. */
const NAMED_MAX = 200;

interface UnreadOptions extends ChatOptions {
  readonly all: boolean;
}

interface MarkOptions extends ChatOptions {
  readonly upto?: number;
  readonly unreadFrom?: number;
}

export function addUnread(program: Command): void {
  program
    .command("unread")
    .description("count what is unread, by conversation")
    .option("--all", "show conversations without unread messages too", false)
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action((options: UnreadOptions) => withChat(options, (chat) => unread(chat, options)));
  program
    .command("mark")
    .description("mark a conversation as read, or as unread from a message on")
    .argument("<conversation>", "#room, @person or an id")
    .addOption(
      new Option("--upto <seq>", "read up to this message (the newest)").argParser(parseCount),
    )
    .addOption(
      new Option("--unread-from <seq>", "this message and all after it are unread again")
        .argParser(parseCount)
        .conflicts("upto"),
    )
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action((word: string, options: MarkOptions) =>
      withChat(options, (chat) => mark(chat, word, options)),
    );
}

async function unread({ chat, me, say }: Chat, { all }: UnreadOptions): Promise<void> {
  const snapshot = await chat.listConversations();
  const people = peopleOf(snapshot.accounts);
  const entries = snapshot.entries.filter(({ membership }) => !membership.removed);
  const conversations = entries.map(({ conversation, membership }) => ({
    id: conversation.id,
    name: nameOf(conversation, me.id, people),
    unread: membership.unread,
  }));
  const total = conversations.reduce((sum, one) => sum + one.unread, 0);
  const named = await oldestUnread(chat, snapshot, { meId: me.id, limit: NAMED_MAX });
  const messages = named.map(({ message: { id, conversationId, seq, authorId } }) => ({
    id,
    conversationId,
    seq,
    author: { id: authorId, name: people.get(authorId)?.name ?? "" },
  }));
  const shown = conversations.filter((one) => all || one.unread > 0);
  const lines = shown.map((one) => `${String(one.unread).padStart(6)}  ${printable(one.name)}`);
  say(
    { event: "unread", total, conversations: shown, messages },
    [`${count(total, "unread message")}.`, ...lines].join("\n"),
  );
}

async function mark({ chat, me, say }: Chat, word: string, options: MarkOptions): Promise<void> {
  const { conversation, name } = await openConversation(chat, word, me.id);
  const { entries } = await chat.listConversations();
  const entry = entries.find((one) => one.conversation.id === conversation.id);
  if (entry === undefined) throw notFound(word);
  const { readEpoch } = entry.membership;
  const from = options.unreadFrom;
  const write =
    from === undefined
      ? chat.markRead(conversation.id, { epoch: readEpoch, seq: options.upto ?? entry.lastSeq })
      : chat.markUnread(conversation.id, { epoch: readEpoch, seq: from });
  const end = await settled(chat, write);
  const membership = end.kind === "readMarked" ? end.membership : entry.membership;
  say(
    {
      event: "marked",
      conversation: name,
      conversationId: conversation.id,
      readSeq: membership.readSeq,
      unread: membership.unread,
    },
    `${name} is read up to message ${membership.readSeq}; ${count(membership.unread, "unread message")}.`,
  );
}
