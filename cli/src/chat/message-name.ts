/** How messages are named on the command line: an id, or a conversation and the number that `parley read` shows. */
import type { Message } from "@parley/client/model.ts";
import { findConversation, notFound, parseConversation, type Wanted } from "./conversation-name.ts";
import { ChatFailure } from "./exit-code.ts";
import type { Chat } from "./open-chat.ts";

export type WantedMessage =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "place"; readonly conversation: string; readonly seq: number };

export interface NamedMessage {
  readonly message: Message;
  /** `#garden`. */
  readonly conversation: string;
}

export const MESSAGE_HELP = "an id, or #room/NUMBER or @person/NUMBER as read shows it";

/** `#garden/3`, `@ada/12`, `4711`. A room may have a slash in its name: the last one counts. */
export function parseMessage(word: string): WantedMessage {
  if (/^[0-9]+$/.test(word)) return { kind: "id", id: word };
  const [, conversation = "", number = ""] = /^(.+)\/([0-9]{1,15})$/s.exec(word) ?? [];
  const seq = Number(number);
  if (seq >= 1) return { kind: "place", conversation, seq };
  throw new ChatFailure("INVALID", `"${word}" names no message: write ${MESSAGE_HELP}.`);
}

/** Throws NOT_FOUND. */
export async function findMessage(chat: Chat, word: string): Promise<NamedMessage> {
  const wanted = parseMessage(word);
  if (wanted.kind === "id") {
    const { message } = await chat.chat.getMessage(wanted.id);
    const found = await conversationFor(chat, { kind: "id", id: message.conversationId });
    return { message, conversation: found?.name ?? message.conversationId };
  }
  const { conversation, seq } = wanted;
  const found = await conversationFor(chat, parseConversation(conversation));
  if (found === undefined) throw notFound(conversation);
  const page = await chat.chat.listMessages({
    conversationId: found.conversation.id,
    beforeSeq: seq + 1,
    pageSize: 1,
  });
  const message = page.messages.find((one) => one.seq === seq);
  if (message !== undefined) return { message, conversation: found.name };
  throw new ChatFailure("NOT_FOUND", `There is no message ${seq} in ${found.name} for you to see.`);
}

async function conversationFor({ chat, me }: Chat, wanted: Wanted) {
  const snapshot = await chat.listConversations();
  return findConversation(chat, wanted, { snapshot, meId: me.id });
}
