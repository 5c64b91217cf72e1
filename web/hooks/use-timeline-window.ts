"use client";

/** Which rows of a timeline exist on the page, and where it stands: the end, a held place, a page to come. */
import type { ReactVirtualizer } from "@tanstack/react-virtual";
import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

import { useSession } from "./use-session.tsx";
import type { Timeline } from "./use-timeline.ts";

/** Within this many pixels of it, a reader is at the end and stays there. */
const END_PX = 100;
/** Earlier messages are fetched when so few rows are left above the screen. */
const PREFETCH_ROWS = 15;
const OVERSCAN_ROWS = 10;
const ROW_ESTIMATE_PX = 36;
/** Between the last message and the composer. */
const END_SPACE_PX = 16;

export interface TimelineWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly virtualizer: ReactVirtualizer<HTMLDivElement, HTMLDivElement>;
  /** Rows of the window that stand before the first item: the beginning of the conversation. */
  readonly topRows: number;
  readonly isAtEnd: boolean;
  readonly jumpToEnd: () => void;
}

export function useTimelineWindow(conversationId: string, timeline: Timeline): TimelineWindow {
  const { items, hasOlder, isReady } = timeline;
  const scroller = useRef<HTMLDivElement>(null);
  // The beginning is a row of its own, once it is known. Nothing else may stand above the first message:
  // the row at the top of the screen is what keeps its place when a page comes in above it.
  const topRows = hasOlder ? 0 : 1;
  // oxlint-disable-next-line react/incompatible-library -- no compiler is used here; nothing memoises its functions
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
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
  const jumpToEnd = useCallback(() => virtualizer.scrollToEnd(), [virtualizer]);
  const isAtEnd = useIsAtEnd(scroller, items, jumpToEnd);
  useStartAtEnd(isReady, jumpToEnd);
  useOwnSendScrolls(timeline, jumpToEnd);
  useOlderPages(conversationId, timeline, virtualizer.getVirtualItems()[0]?.index ?? 0);
  return { scroller, virtualizer, topRows, isAtEnd, jumpToEnd };
}

/**
 * Follows the scroll position; asked again whenever rows change under it. Who is at the end stays there when
 * the space shrinks: a growing composer must not cover what was just said.
 */
function useIsAtEnd(
  scroller: RefObject<HTMLDivElement | null>,
  items: Timeline["items"],
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
  useLayoutEffect(() => {
    // Rows also come in between: what waits to be sent stands behind what others said meanwhile, and the
    // virtualizer, which follows an appended row, then holds the place of the row at the top.
    if (last.current) jump();
  }, [items, jump]);
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
function useOwnSendScrolls({ items }: Timeline, jump: () => void): void {
  const last = items.at(-1)?.row;
  const isSending = last?.pending !== null && last?.state === "sending";
  const sendingKey = isSending ? last?.key : undefined;
  useLayoutEffect(() => {
    if (sendingKey !== undefined) jump();
  }, [sendingKey, jump]);
}

function useOlderPages(conversationId: string, timeline: Timeline, firstRow: number): void {
  const session = useSession();
  const { hasOlder, isLoading, isRefused, isReady } = timeline;
  const isNear = !isReady || firstRow <= PREFETCH_ROWS;
  const isWanted = hasOlder && !isLoading && !isRefused && isNear;
  useEffect(() => {
    // Failures are tried again by the next run of this effect.
    if (isWanted) void session.loadOlder(conversationId);
  }, [session, conversationId, isWanted]);
}
