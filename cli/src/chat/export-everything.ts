/** Every conversation and message of the cluster as lines, for administrators: page by page, nothing is kept. */
import type { Account } from "@parley/client/model.ts";
import { nameOf } from "./conversation-name.ts";
import type { Chat } from "./open-chat.ts";
import { conversationLine, headLine, messageLine } from "./transfer-lines.ts";

const PAGE = 200;

export interface Exported {
  readonly conversations: number;
  readonly messages: number;
}

/** Rejects with ChatError: FORBIDDEN for whoever is no administrator, before anything was written. */
export async function exportEverything(
  { account, chat, me }: Chat,
  write: (line: string) => Promise<void>,
): Promise<Exported> {
  const { entries } = await chat.listConversations();
  const mine = new Set(entries.map(({ conversation }) => conversation.id));
  const people = new Map<string, Account>();
  const places = new Map<string, Place>();
  let messages = 0;
  for (let cursor = "", isFirst = true; cursor !== "" || isFirst; isFirst = false) {
    const page = await account.exportAll({ pageSize: PAGE, cursor });
    const { clusterId, index } = page;
    if (isFirst) await write(headLine({ clusterId, account: me.name, index, everything: true }));
    for (const one of page.accounts) people.set(one.id, one);
    for (const conversation of page.conversations) {
      if (places.has(conversation.id)) continue;
      const { id, kind, isPrivate } = conversation;
      const isPublic = kind === "room" && !isPrivate;
      const name = nameOf(conversation, me.id, people);
      places.set(id, { name, isPrivate, isOfOthers: !isPublic && !mine.has(id) });
      await write(conversationLine(name, conversation, null));
    }
    for (const message of page.messages) {
      const { name, ...marks } = places.get(message.conversationId) ?? UNNAMED;
      await write(messageLine(name, message, { meId: me.id, people, ...marks }));
    }
    messages += page.messages.length;
    cursor = page.nextCursor;
  }
  return { conversations: places.size, messages };
}

interface Place {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly isOfOthers: boolean;
}

/** Each page of messages brings their conversations; if one did not, what was said is kept all the same. */
const UNNAMED: Place = { name: "", isPrivate: true, isOfOthers: true };
