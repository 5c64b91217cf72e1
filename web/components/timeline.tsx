"use client";

import { useMemo } from "react";

import { accountName } from "../hooks/names.ts";
import { useSessionView } from "../hooks/use-session.tsx";
import { useJumpTo } from "../hooks/use-jump-to.ts";
import { useTimelineWindow } from "../hooks/use-timeline-window.ts";
import { useMarkRead, useTimeline } from "../hooks/use-timeline.ts";
import { text } from "../messages/text.ts";
import type { RowVerbs } from "./message-row.tsx";
import { TimelineEntry } from "./timeline-entry.tsx";
import { Announcer, JumpButton, LoadingSign, NewSince } from "./timeline-signs.tsx";
import { TimelineTop } from "./timeline-top.tsx";

export type TimelineVerbs = Omit<RowVerbs, "jumpTo">;

interface TimelineProps {
  readonly conversationId: string;
  readonly name: string;
  readonly verbs: TimelineVerbs;
  /** Marked unread from this seq on during this visit: reading the end does not read them. */
  readonly unreadFrom: number | null;
}

/**
 * The messages of one conversation; mount it with the conversation as key. Only rows near the screen exist.
 * Locators: log "Messages in <name>", button "Jump to newest" or "<n> new messages".
 */
export function Timeline({ conversationId, name, verbs, unreadFrom }: TimelineProps) {
  const { chat } = useSessionView();
  const timeline = useTimeline(conversationId, unreadFrom);
  const { items, hasOlder, isReady, unread } = timeline;
  const { scroller, virtualizer, topRows, isAtEnd, jumpToEnd } = useTimelineWindow(
    conversationId,
    timeline,
  );
  useMarkRead(conversationId, isReady && isAtEnd && unreadFrom === null, unread);
  const shown = virtualizer.getVirtualItems();
  const firstShown = shown[0]?.index ?? 0;
  const jumpToItem = (at: number): void =>
    virtualizer.scrollToIndex(at + topRows, { align: "start" });
  const { jumpTo, targetSeq } = useJumpTo(conversationId, timeline, jumpToItem);
  const rowVerbs = useMemo<RowVerbs>(() => ({ ...verbs, jumpTo }), [verbs, jumpTo]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={text.conversation.messagesIn(name)}
        // Rows come and go while scrolling; the region below speaks instead.
        aria-live="off"
        aria-busy={!isReady}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolling by keyboard needs the focus
        tabIndex={0}
        className="h-full overflow-x-hidden overflow-y-auto outline-offset-[-2px] [overflow-anchor:none]"
      >
        <div className="flex min-h-full flex-col justify-end">
          <div className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
            {shown.map(({ key, index, start }) => {
              const item = items[index - topRows];
              return (
                <div
                  key={key}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  className={`absolute inset-x-0 top-0 ${
                    targetSeq !== null && item?.row.seq === targetSeq ? "pointed-out" : ""
                  }`}
                  style={{ transform: `translateY(${String(start)}px)` }}
                >
                  {item === undefined ? (
                    <TimelineTop conversationId={conversationId} name={name} />
                  ) : (
                    <TimelineEntry
                      item={item}
                      author={accountName(chat, item.row.authorId)}
                      verbs={rowVerbs}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      <NewSince timeline={timeline} firstRow={firstShown} onJump={jumpToItem} />
      {hasOlder && <LoadingSign timeline={timeline} firstRow={firstShown} />}
      {isReady && !isAtEnd && <JumpButton unread={unread} onJump={jumpToEnd} />}
      <Announcer timeline={timeline} />
    </div>
  );
}
