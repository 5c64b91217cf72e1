/** How people and conversations are called on the screen. */
import { text } from "../messages/text.ts";
import type { Account, ChatState, ConversationState } from "../store/chat-state.ts";
import { othersOf, peerOf } from "../store/conversation-list.ts";

export function accountName(chat: ChatState, id: string): string {
  const account = chat.accounts.get(id);
  if (account === undefined) return text.conversation.unknownPerson;
  return account.deleted ? text.conversation.gone : calledName(account);
}

/** What its owner wants to be called. */
export function calledName({ displayName = "", name }: Account): string {
  return displayName === "" ? name : displayName;
}

/** The others of a group, by the alphabet: "Ada, Grace". */
export function namesOf(chat: ChatState, ids: readonly string[]): string {
  return ids
    .map((id) => accountName(chat, id))
    .toSorted((a, b) => a.localeCompare(b))
    .join(", ");
}

/** Rooms by their name with #, direct conversations by the other person, groups by the others. */
export function conversationName(chat: ChatState, known: ConversationState): string {
  if (known.conversation === null) return text.conversation.untitled;
  if (known.conversation.kind === "room") return `#${known.conversation.name}`;
  if (known.conversation.kind === "group") {
    return namesOf(chat, othersOf(known, chat.me?.id ?? ""));
  }
  const peerId = peerOf(known, chat.me?.id ?? "");
  if (peerId === null) return text.conversation.untitled;
  const name = accountName(chat, peerId);
  return peerId === chat.me?.id ? text.sidebar.yourself(name) : name;
}
