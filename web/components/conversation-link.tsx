"use client";

import { Hash, Users } from "lucide-react";
import type { MouseEvent } from "react";

import { conversationHref, showConversation } from "../hooks/conversation-address.ts";
import { useHasDraft } from "../hooks/drafts.ts";
import { accountName, namesOf } from "../hooks/names.ts";
import { useNow } from "../hooks/use-now.ts";
import { useChat } from "../hooks/use-session.tsx";
import { shortTime } from "../messages/dates.ts";
import { oneLine } from "../messages/one-line.ts";
import { text } from "../messages/text.ts";
import type { ChatState } from "../store/chat-state.ts";
import type { ConversationRow } from "../store/conversation-list.ts";
import { Avatar } from "./avatar.tsx";
import { UnreadPill } from "./unread-pill.tsx";

interface ConversationLinkProps {
  readonly row: ConversationRow;
  readonly isOpen: boolean;
}

/** A real link, so that it opens in a new tab; a plain click asks no server. */
export function ConversationLink({ row, isOpen }: ConversationLinkProps) {
  const chat = useChat();
  const { peerId } = row;
  const isSelf = peerId !== null && peerId === chat.me?.id;
  const bare = bareName(chat, row);
  const name = isSelf ? text.sidebar.yourself(bare) : bare;
  const isBold = row.unread > 0;
  const Sign = row.kind === "group" ? Users : Hash;
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    showConversation(row.id);
  };
  return (
    <a
      href={conversationHref(row.id)}
      onClick={open}
      aria-current={isOpen ? "page" : undefined}
      data-conversation-id={row.id}
      data-unread={row.unread}
      className={`flex min-h-11 items-center gap-2.5 rounded-lg px-2 py-1.5 ${
        isOpen ? "bg-accent-wash" : "hover:bg-hover"
      }`}
    >
      {peerId === null ? (
        <span
          className={`grid size-7 shrink-0 place-items-center rounded-md ${isOpen ? "text-accent" : "text-ink-soft"}`}
        >
          <Sign aria-hidden="true" className="size-4.5" strokeWidth={isBold ? 2.75 : 2} />
        </span>
      ) : (
        <Avatar id={peerId} name={bare} size="small" />
      )}
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={`min-w-0 flex-1 truncate ${isBold ? "font-bold" : ""}`}>
            <bdi>{name}</bdi>
          </span>
          <LastTime row={row} />
        </span>
        <Preview row={row} isOpen={isOpen} />
      </span>
      <UnreadPill count={row.unread} />
    </a>
  );
}

function bareName(chat: ChatState, row: ConversationRow): string {
  if (row.kind === "group") return namesOf(chat, row.otherIds);
  return row.peerId === null ? row.name : accountName(chat, row.peerId);
}

function LastTime({ row }: { readonly row: ConversationRow }) {
  const now = useNow(true, 60_000);
  if (row.last === null) return null;
  return (
    <time className="text-ink-soft shrink-0 text-xs tabular-nums">
      {shortTime(row.last.sentMs, now)}
    </time>
  );
}

/** What waits here comes before what was said last. */
function Preview({ row, isOpen }: ConversationLinkProps) {
  const chat = useChat();
  const hasDraft = useHasDraft(chat.me?.id ?? "", row.id);
  if (row.outgoing === "failed") {
    return <span className="text-danger block text-xs font-medium">{text.sidebar.failed}</span>;
  }
  if (row.outgoing === "waiting") {
    return <span className="text-warning-ink block text-xs">{text.sidebar.waiting}</span>;
  }
  if (hasDraft && !isOpen) {
    return <span className="text-accent block text-xs font-medium">{text.sidebar.draft}</span>;
  }
  if (row.last === null) return null;
  const isMine = row.last.authorId === chat.me?.id;
  const author = isMine ? text.sidebar.you : accountName(chat, row.last.authorId);
  const line = oneLine(row.last.text);
  return (
    <span className="text-ink-soft block truncate text-xs">
      <bdi>{row.kind !== "direct" || isMine ? text.sidebar.preview(author, line) : line}</bdi>
    </span>
  );
}
