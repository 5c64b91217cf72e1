/** `parley info|rm|edit|react`: what is known of and can be done with a message that is there. */
import { CLIENT_LIMITS } from "@parley/client/limits.ts";
import type { Message } from "@parley/client/model.ts";
import type { PendingWrite } from "@parley/client/connect.ts";
import type { Command } from "commander";
import { peopleOf } from "../chat/conversation-name.ts";
import { findMessage, MESSAGE_HELP, type NamedMessage } from "../chat/message-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { settled } from "../chat/settled.ts";
import { count, messageJson, messageWords, printable, reactionsWords } from "../chat/words.ts";
import { readStdin } from "../terminal/read-stdin.ts";

interface ReactOptions extends ChatOptions {
  readonly remove: boolean;
}

export function addMessage(program: Command): void {
  const verb = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .argument("<message>", MESSAGE_HELP)
      .addOption(atOption())
      .addOption(tokenOption())
      .addOption(jsonOption());
  verb("info", "show one message and what is known of it").action(
    (word: string, options: ChatOptions) => withChat(options, (chat) => info(chat, word)),
  );
  verb("rm", "delete a message: its place stays, and nothing of what it said").action(
    (word: string, options: ChatOptions) =>
      withChat(options, async (chat) => {
        const found = await findMessage(chat, word);
        await change(chat, found, {
          event: "deleted",
          write: chat.chat.deleteMessage(found.message.id),
        });
      }),
  );
  verb("edit", "write another text in one's own message")
    .argument("[text]", "what it says from now on; from stdin when it is not given")
    .action(async (word: string, text: string | undefined, options: ChatOptions) => {
      const said = text ?? (await readStdin(CLIENT_LIMITS.textBytes)).replace(/\n$/, "");
      await withChat(options, async (chat) => {
        const found = await findMessage(chat, word);
        await change(chat, found, {
          event: "edited",
          write: chat.chat.editMessage(found.message, said),
        });
      });
    });
  verb("react", "answer a message with an emoji, once for each person and emoji")
    .argument("<emoji>", "an emoji, or a name between colons")
    .option("--remove", "take one's own reaction back", false)
    .action((word: string, emoji: string, options: ReactOptions) =>
      withChat(options, async (chat) => {
        const found = await findMessage(chat, word);
        const write = chat.chat.react(found.message.id, emoji, { removed: options.remove });
        await change(chat, found, { event: "reacted", write });
      }),
    );
}

async function info(chat: Chat, word: string): Promise<void> {
  const { me, say } = chat;
  const { message, conversation } = await findMessage(chat, word);
  const known = await chat.chat.getMessage(message.id);
  const { accounts } = await chat.chat.listConversations();
  const people = peopleOf([...accounts, ...known.accounts]);
  const { length, read, readByIds, madeAtIndex: index } = known;
  const shown = { meId: me.id, people, conversation };
  const readBy = readByIds.map((id) => ({ id, name: people.get(id)?.name ?? "" }));
  say(
    { event: "info", message: messageJson(known.message, shown), length, read, readBy, index },
    [
      `${printable(conversation)}  ${messageWords(known.message, shown)}`,
      `id ${message.id}, log index ${index}, ${count(length, "character")}, ${read ? "read" : "unread"}${readBy.length === 0 ? "" : `, read by ${count(readBy.length, "other")}`}`,
    ].join("\n"),
  );
}

interface Change {
  readonly event: "deleted" | "edited" | "reacted";
  readonly write: PendingWrite;
}

async function change(
  { chat, say }: Chat,
  { message: before, conversation }: NamedMessage,
  { event, write }: Change,
): Promise<void> {
  const end = await settled(chat, write);
  const after = end.kind === "messageChanged" ? end.message : null;
  const { id, conversationId, seq } = before;
  const message = after === null ? null : changedJson(after);
  const name = `Message ${seq} of ${printable(conversation)}`;
  say(
    {
      event,
      conversation,
      conversationId,
      id,
      seq,
      message,
      index: "index" in end ? end.index : 0,
    },
    after === null ? `${name} was changed before.` : `${name} ${changedWords(event, after)}`,
  );
}

function changedJson({ text, deleted, version, editedMs, reactions }: Message) {
  return { text, deleted, version, editedMs, reactions };
}

function changedWords(event: Change["event"], message: Message): string {
  if (event === "deleted") return "is deleted.";
  if (event === "edited") return "is edited.";
  return message.reactions.length === 0
    ? "has no reactions."
    : `has ${reactionsWords(message.reactions)}.`;
}
