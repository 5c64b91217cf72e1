"use client";

import { useEffect, useMemo } from "react";

import { text } from "../messages/text.ts";
import type { ConversationState } from "../store/chat-state.ts";
import type { ConversationRow } from "../store/conversation-list.ts";
import { conversationRows, peerOf } from "../store/conversation-list.ts";
import { totalUnread } from "../store/unread.ts";
import { lastConversation, showConversation } from "./conversation-address.ts";
import { useMediaQuery, WIDE } from "./use-media-query.ts";
import { useChat } from "./use-session.tsx";

/** What the person is in, newest activity first. */
export function useConversations(): readonly ConversationRow[] {
  const chat = useChat();
  return useMemo(() => conversationRows(chat), [chat]);
}

/** The other person of a direct conversation; null for a room. */
export function usePeer(known: ConversationState | undefined): string | null {
  const myId = useChat().me?.id ?? "";
  return known === undefined ? null : peerOf(known, myId);
}

/** More than this is "many": an exact figure helps nobody. */
const SHOWN_MAX = 99;

export function unreadFigure(count: number): string {
  return count > SHOWN_MAX ? `${String(SHOWN_MAX)}+` : String(count);
}

/** "(3) Parley": the tab says that something is waiting. */
export function useTitle(): void {
  const unread = totalUnread(useChat());
  useEffect(() => {
    document.title = unread === 0 ? text.product : text.titleUnread(unreadFigure(unread));
    return () => {
      document.title = text.product;
    };
  }, [unread]);
}

/** On a wide screen a visit begins where the last one ended, not with an empty pane. */
export function useSomethingOpen(openId: string | null): void {
  const { isLoaded } = useChat();
  const rows = useConversations();
  const isWide = useMediaQuery(WIDE);
  useEffect(() => {
    if (!isWide || openId !== null || !isLoaded) return;
    const last = lastConversation();
    const found = rows.find((row) => row.id === last) ?? rows[0];
    if (found !== undefined) showConversation(found.id, "replace");
  }, [isWide, openId, isLoaded, rows]);
}
