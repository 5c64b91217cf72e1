"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import { accountName } from "../hooks/names.ts";
import { useSession, useSessionView } from "../hooks/use-session.tsx";
import type { Timeline as TimelineData } from "../hooks/use-timeline.ts";
import { useAnnouncement, useMarkRead, useTimeline } from "../hooks/use-timeline.ts";
import { text } from "../messages/text.ts";
import type { RowVerbs } from "./message-row.tsx";
import { TimelineEntry } from "./timeline-entry.tsx";
import { TimelineTop } from "./timeline-top.tsx";

interface TimelineProps {
  readonly conversationId: string;
  readonly name: string;
  readonly verbs: RowVerbs;
}

/** Within this many pixels of it, a reader is at the end and stays there. */
const END_PX = 100;
/** Earlier messages are fetched when so few rows are left above the screen. */
const PREFETCH_ROWS = 15;
const OVERSCAN_ROWS = 10;
const ROW_ESTIMATE_PX = 36;
/** Between the last message and the composer. */
const END_SPACE_PX = 16;

/**
 * The messages of one conversation; mount it with the conversation as key. Only rows near the screen exist.
 * Locators: log "Messages in <name>", button "Jump to newest" or "<n> new messages".
 */
export function Timeline({ conversationId, name, verbs }: TimelineProps) {
  const { chat } = useSessionView();
  const timeline = useTimeline(conversationId);
  const { items, hasOlder, isReady, unread } = timeline;
  const scroller = useRef<HTMLDivElement>(null);
  // The beginning is a row of its own, once it is known. Nothing else may stand above the first message:
  // the row at the top of the screen is what keeps its place when a page comes in above it.
  const topRows = hasOlder ? 0 : 1;
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used here; nothing memoises its functions
  const virtualizer = useVirtualizer({
    count: isReady ? items.length + topRows : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_ESTIMATE_PX,
    getItemKey: (at) => items[at - topRows]?.row.key ?? "top",
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: OVERSCAN_ROWS,
    paddingEnd: END_SPACE_PX,
    scrollPaddingEnd: END_SPACE_PX,
  });
  const jump = useCallback(() => virtualizer.scrollToEnd(), [virtualizer]);
  const isAtEnd = useIsAtEnd(scroller, items, jump);
  const virtualRows = virtualizer.getVirtualItems();

  useStartAtEnd(isReady, jump);
  useOwnSendScrolls(timeline, jump);
  useOlderPages(conversationId, timeline, virtualRows[0]?.index ?? 0);
  useMarkRead(conversationId, isReady && isAtEnd, unread);

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
            {virtualRows.map(({ key, index, start }) => {
              const item = items[index - topRows];
              return (
                <div
                  key={key}
                  ref={virtualizer.measureElement}
                  data-index={index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${String(start)}px)` }}
                >
                  {item === undefined ? (
                    <TimelineTop conversationId={conversationId} name={name} />
                  ) : (
                    <TimelineEntry
                      item={item}
                      author={accountName(chat, item.row.authorId)}
                      verbs={verbs}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {hasOlder && <LoadingSign timeline={timeline} firstRow={virtualRows[0]?.index ?? 0} />}
      {isReady && !isAtEnd && <JumpButton unread={unread} onJump={jump} />}
      <Announcer timeline={timeline} />
    </div>
  );
}

/**
 * Follows the scroll position; asked again whenever rows change under it. Who is at the end stays there when
 * the space shrinks: a growing composer must not cover what was just said.
 */
function useIsAtEnd(
  scroller: React.RefObject<HTMLDivElement | null>,
  items: TimelineData["items"],
  jump: () => void,
): boolean {
  const [isAtEnd, setAtEnd] = useState(true);
  const last = useRef(true);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const look = (): void => {
      const belowPx = element.scrollHeight - element.scrollTop - element.clientHeight;
      last.current = belowPx <= END_PX;
      setAtEnd(last.current);
    };
    const frame = requestAnimationFrame(look);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", look);
    };
  }, [scroller, items]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (last.current) jump();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, jump]);
  return isAtEnd;
}

function useStartAtEnd(isReady: boolean, jump: () => void): void {
  useLayoutEffect(() => {
    if (isReady) jump();
  }, [isReady, jump]);
}

/** Whoever sends wants to see it, wherever they had scrolled to. */
function useOwnSendScrolls({ items }: TimelineData, jump: () => void): void {
  const last = items.at(-1)?.row;
  const isSending = last?.pending !== null && last?.state === "sending";
  const sendingKey = isSending ? last?.key : undefined;
  useLayoutEffect(() => {
    if (sendingKey !== undefined) jump();
  }, [sendingKey, jump]);
}

function useOlderPages(conversationId: string, timeline: TimelineData, firstRow: number): void {
  const session = useSession();
  const { hasOlder, isLoading, isRefused, isReady } = timeline;
  const isNear = !isReady || firstRow <= PREFETCH_ROWS;
  const isWanted = hasOlder && !isLoading && !isRefused && isNear;
  useEffect(() => {
    // Failures are tried again by the next run of this effect.
    if (isWanted) void session.loadOlder(conversationId);
  }, [session, conversationId, isWanted]);
}

interface LoadingSignProps {
  readonly timeline: TimelineData;
  readonly firstRow: number;
}

/** Floats over the rows: a row of its own would move them. */
function LoadingSign({ timeline, firstRow }: LoadingSignProps) {
  const { isReady, isLoading } = timeline;
  if (isReady && !(isLoading && firstRow === 0)) return null;
  return (
    <p className="appear-late border-line bg-raised text-ink-soft pointer-events-none absolute inset-x-0 top-3 mx-auto w-fit rounded-full border px-4 py-1 text-sm shadow-sm">
      {isReady ? text.conversation.loadingOlder : text.conversation.loading}
    </p>
  );
}

interface JumpButtonProps {
  readonly unread: number;
  readonly onJump: () => void;
}

function JumpButton({ unread, onJump }: JumpButtonProps) {
  return (
    <button
      type="button"
      onClick={onJump}
      className="rise border-line bg-raised text-accent hover:bg-hover absolute inset-x-0 bottom-3 mx-auto flex min-h-11 w-fit items-center gap-2 rounded-full border px-4 text-sm font-semibold shadow-lg"
    >
      <ArrowDown aria-hidden="true" className="size-4" />
      {unread > 0 ? text.conversation.jumpCount(unread) : text.conversation.jump}
    </button>
  );
}

function Announcer({ timeline }: { readonly timeline: TimelineData }) {
  const announcement = useAnnouncement(timeline.items);
  return (
    <output aria-live="polite" className="sr-only">
      {announcement}
    </output>
  );
}
