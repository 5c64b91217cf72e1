"use client";

import { useEffect, useMemo, useRef, useState } from "react";

import { text } from "../messages/text.ts";
import type { ConversationState } from "../store/chat-state.ts";
import { seenBy } from "../store/seen-by.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";
import { olderPageOf, timelineRows } from "../store/timeline-rows.ts";
import { readPosition, unreadOf } from "../store/unread.ts";
import { accountName } from "./names.ts";
import type { TimelineItem } from "./timeline-items.ts";
import { timelineItems } from "./timeline-items.ts";
import { useFocused } from "./use-focused.ts";
import { useSession, useSessionView } from "./use-session.tsx";

export interface Timeline {
  readonly items: readonly TimelineItem[];
  readonly unread: number;
  /** Enough is here to fill the screen. Showing less first would move it twice. */
  readonly isReady: boolean;
  /** Earlier messages exist that are not here yet. */
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly isRefused: boolean;
}

/** A screenful, about: single rows known from live events are not enough to begin with. */
const READY_ROWS = 30;

/** One conversation, laid out for reading. `unreadFrom`: from this seq on it was marked unread during this visit. */
export function useTimeline(conversationId: string, unreadFrom: number | null): Timeline {
  const { chat, loading, refused } = useSessionView();
  const known = chat.conversations.get(conversationId);
  const myId = chat.me?.id ?? "";
  const rows = useMemo(
    () => timelineRows(chat, conversationId),
    // Only these parts of the state decide the rows.
    // eslint-disable-next-line react/exhaustive-deps -- chat changes with every event of every conversation
    [known, chat.outbox, chat.leaving, chat.written, myId, conversationId],
  );
  const unread = known === undefined ? 0 : unreadOf(known, myId);
  const mark = useVisitMark(known, rows, unread);
  const newAfter = unreadFrom === null ? mark : unreadFrom - 1;
  const firstNewSeq = firstNew(rows, newAfter)?.seq ?? null;
  const hasOlder = known !== undefined && olderPageOf(known) !== null;
  const items = useMemo(
    // How the first loaded row looks depends on the one before it. Until that is here it is not shown: a row
    // that changed its height when a page comes in above would move everything below.
    () => timelineItems(rows, firstNewSeq, seenBy(known, rows)).slice(hasOlder ? 1 : 0),
    [rows, known, firstNewSeq, hasOlder],
  );
  return {
    items,
    unread,
    isReady: known !== undefined && (!hasOlder || items.length >= READY_ROWS),
    hasOlder,
    isLoading: loading.has(conversationId),
    isRefused: refused.has(conversationId),
  };
}

/**
 * Where this visit began to be new: fixed while the person reads on, and set again when the window is left
 * with everything read. Null: nothing was new.
 */
function useVisitMark(
  known: ConversationState | undefined,
  rows: readonly TimelineRow[],
  unread: number,
): number | null {
  const isFocused = useFocused();
  const [mark, setMark] = useState<number | null | undefined>(undefined);
  const [wasFocused, setWasFocused] = useState(isFocused);
  if (mark === undefined && known !== undefined && known.membership !== null) {
    setMark(unread > 0 ? readPosition(known).seq : null);
  }
  if (wasFocused !== isFocused) {
    setWasFocused(isFocused);
    if (!isFocused && unread === 0) setMark(known?.lastSeq ?? null);
    if (isFocused && firstNew(rows, mark ?? null) === null) setMark(null);
  }
  return mark ?? null;
}

function firstNew(rows: readonly TimelineRow[], mark: number | null): TimelineRow | null {
  if (mark === null) return null;
  const isNew = (row: TimelineRow): boolean =>
    row.seq !== null && row.seq > mark && !row.isOwn && !row.isDeleted;
  return rows.find(isNew) ?? null;
}

/** Seen with the window in front and the end in view: then it is read everywhere. */
export function useMarkRead(conversationId: string, isAtEnd: boolean, unread: number): void {
  const session = useSession();
  const isFocused = useFocused();
  useEffect(() => {
    if (isFocused && isAtEnd && unread > 0) session.markRead(conversationId);
  }, [session, conversationId, isFocused, isAtEnd, unread]);
}

/** One announcement a burst: the message, or how many came. */
const BURST_MS = 400;

/** What a screen reader should hear of new messages by others. */
export function useAnnouncement(items: readonly TimelineItem[]): string {
  const { chat } = useSessionView();
  const [announcement, setAnnouncement] = useState("");
  const heardSeq = useRef<number | null>(null);
  const lastSeq = items.findLast((item) => item.row.seq !== null)?.row.seq ?? null;
  useEffect(() => {
    if (lastSeq === null) return undefined;
    // What was here when the conversation was opened is read by moving through it.
    heardSeq.current ??= lastSeq;
    const heard = heardSeq.current;
    const timer = setTimeout(() => {
      const fresh = items.filter(({ row }) => row.seq !== null && row.seq > heard && !row.isOwn);
      heardSeq.current = Math.max(heard, lastSeq);
      const first = fresh[0];
      if (first === undefined) return;
      const single = text.conversation.announce(
        accountName(chat, first.row.authorId),
        first.row.text,
      );
      setAnnouncement(fresh.length === 1 ? single : text.conversation.announceMany(fresh.length));
    }, BURST_MS);
    return () => clearTimeout(timer);
  }, [items, lastSeq, chat]);
  return announcement;
}
