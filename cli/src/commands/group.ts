/** `parley group` and `parley notify`: conversations of 3 to 9, and what of a conversation one wants to be told of. */
import type { Conversation } from "@parley/client/model.ts";
import type { NotificationLevel } from "@parley/client/small-rows.ts";
import { Argument, type Command } from "commander";
import { nameOf, openConversation, peopleOf, personNamed } from "../chat/conversation-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { settled } from "../chat/settled.ts";
import { count, printable } from "../chat/words.ts";

const LEVELS: readonly NotificationLevel[] = ["everything", "mentions", "nothing", "invisible"];

export function addGroup(program: Command): void {
  const group = program
    .command("group")
    .description("conversations of 3 to 9 people, one for each set of them; nobody leaves one");
  const verb = (parent: Command, name: string): Command =>
    parent.command(name).addOption(atOption()).addOption(tokenOption()).addOption(jsonOption());
  verb(group, "create")
    .description("open the conversation with these people; send @a,b does it too")
    .argument("<person...>", "2 to 8 others: @person or an id")
    .action((words: readonly string[], options: ChatOptions) =>
      withChat(options, (chat) => create(chat, words)),
    );
  verb(group, "list")
    .description("list one's own groups")
    .action((options: ChatOptions) => withChat(options, list));
  verb(program, "notify")
    .description("say what of a conversation one wants to be told of, on all devices")
    .argument("<conversation>", "#room, @person, @person,person or an id")
    .addArgument(new Argument("<level>").choices(LEVELS))
    .action((word: string, level: NotificationLevel, options: ChatOptions) =>
      withChat(options, (chat) => notify(chat, word, level)),
    );
}

async function create({ chat, me, say }: Chat, words: readonly string[]): Promise<void> {
  const others = await Promise.all(words.map((word) => personNamed(chat, word)));
  const end = await settled(chat, chat.openGroup(others.map(({ id }) => id)));
  const made = end.kind === "conversationChanged" ? end.conversation : null;
  const people = peopleOf([...others, me]);
  const group = made === null ? null : groupJson(made, nameOf(made, me.id, people));
  const words_ = group === null ? "Done before." : `${printable(group.name)} is open.`;
  say({ event: "groupOpened", group }, words_);
}

async function list({ chat, me, say }: Chat): Promise<void> {
  const { entries, accounts } = await chat.listConversations();
  const people = peopleOf(accounts);
  const groups = entries
    .filter(({ conversation }) => conversation.kind === "group")
    .map(({ conversation }) => groupJson(conversation, nameOf(conversation, me.id, people)));
  const lines = groups.map(
    ({ id, name, memberCount }) =>
      `${printable(name)}  ${count(memberCount, "person", "people")}  ${id}`,
  );
  say({ event: "groups", groups }, lines.length === 0 ? "No groups yet." : lines.join("\n"));
}

const groupJson = ({ id, memberCount }: Conversation, name: string) => ({ id, name, memberCount });

async function notify(
  { chat, me, say }: Chat,
  word: string,
  level: NotificationLevel,
): Promise<void> {
  const { conversation, name } = await openConversation(chat, word, me.id);
  await settled(chat, chat.setNotificationLevel(conversation.id, level));
  say(
    { event: "levelSet", conversation: name, conversationId: conversation.id, level },
    `You are told of ${level === "mentions" ? "mentions in" : level === "everything" ? "everything in" : "nothing of"} ${printable(name)}.`,
  );
}
