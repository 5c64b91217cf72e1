/** What a search begins with that is to look in one conversation only. */
import type { ChatState } from "../store/chat-state.ts";
import { peerOf } from "../store/conversation-list.ts";
import { accountName } from "./names.ts";

/** Empty: nothing is open. A group has no name; the cluster takes its id too. */
export function searchHere(chat: ChatState, openId: string | null): string {
  const known = openId === null ? undefined : chat.conversations.get(openId);
  const conversation = known?.conversation ?? null;
  if (known === undefined || conversation === null) return "";
  if (conversation.kind === "room") return condition(`#${conversation.name}`);
  if (conversation.kind === "group") return condition(known.id);
  const peerId = peerOf(known, chat.me?.id ?? "");
  return peerId === null ? "" : condition(`@${accountName(chat, peerId)}`);
}

function condition(place: string): string {
  return /\s/u.test(place) ? `in:"${place}" ` : `in:${place} `;
}
