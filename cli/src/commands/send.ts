/** `parley send CONVERSATION TEXT`: one message, exactly once; with --key also when the command is repeated. */
import { createHash } from "node:crypto";
import { CLIENT_LIMITS } from "@parley/client/limits.ts";
import { InvalidArgumentError, Option, type Command } from "commander";
import { openConversation } from "../chat/conversation-name.ts";
import { ChatFailure } from "../chat/exit-code.ts";
import { findMessage, MESSAGE_HELP } from "../chat/message-name.ts";
import {
  atOption,
  type Chat,
  type ChatOptions,
  jsonOption,
  reach,
  tokenOption,
  withChat,
} from "../chat/open-chat.ts";
import { settled, WAIT_MS } from "../chat/settled.ts";
import { readStdin } from "../terminal/read-stdin.ts";

interface SendOptions extends ChatOptions {
  readonly key?: string;
  readonly wait: number;
  readonly replyTo?: string;
}

export function addSend(program: Command): void {
  program
    .command("send")
    .description("send a message, exactly once")
    .argument("<conversation>", "#room, @person or an id")
    .argument("[text]", "what to say; from stdin when it is not given")
    .option("--key <key>", "repeated with the same key it is still sent once")
    .option("--reply-to <message>", `what it answers: ${MESSAGE_HELP}`)
    .addOption(
      new Option("--wait <seconds>", "how long it may take to be known as sent")
        .default(WAIT_MS / 1000)
        .argParser(parseWait),
    )
    .addOption(atOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .action(async (word: string, text: string | undefined, options: SendOptions) => {
      const said = text ?? (await readStdin(CLIENT_LIMITS.textBytes)).replace(/\n$/, "");
      await withChat(options, (chat) => send(chat, { word, text: said, options }));
    });
}

async function send(
  opened: Chat,
  given: { readonly word: string; readonly text: string; readonly options: SendOptions },
): Promise<void> {
  const { chat, me, place, say } = opened;
  const { word, text, options } = given;
  const { conversation, name } = await openConversation(chat, word, me.id);
  const replyToId =
    options.replyTo === undefined ? "" : (await findMessage(opened, options.replyTo)).message.id;
  const sender = options.key === undefined ? chat : await keyed(place, me.id, options.key);
  try {
    const write = sender.send(conversation.id, text, { replyToId });
    const end = await settled(sender, write, options.wait * 1000);
    const sent = end.kind === "messageSent" ? end : null;
    const message =
      sent === null
        ? null
        : { id: sent.message.id, seq: sent.message.seq, sentMs: sent.message.sentMs };
    say(
      {
        event: "sent",
        conversation: name,
        conversationId: conversation.id,
        message,
        index: sent?.index ?? 0,
      },
      message === null ? `Sent to ${name} before.` : `Sent to ${name} as message ${message.seq}.`,
    );
  } finally {
    if (sender !== chat) sender.close();
  }
}

/**
 * A client of its own whose only write is this one: the key names the client id, so that a repeat, in this process or in
 * another, carries the very same write key.
 */
async function keyed(place: Chat["place"], meId: string, key: string): Promise<Chat["chat"]> {
  const clientId = createHash("sha256").update(`${meId}\n${key}`).digest("hex").slice(0, 32);
  const { chat } = await reach(place, { token: place.token, clientId });
  if ((await chat.session()) !== null) return chat;
  chat.close();
  throw new ChatFailure("BAD_SESSION", "The session ended just now: sign in again.");
}

export function parseWait(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds > 0 && seconds <= 86_400) return seconds;
  throw new InvalidArgumentError("--wait is a number of seconds, up to 86400.");
}
