"use client";

import { useCallback, useEffect, useRef, useState } from "react";

import { useSession } from "./use-session.tsx";
import type { Timeline } from "./use-timeline.ts";

/** Goes to the message of a seq; what lies between is loaded first, page by page. The same function for ever. */
export function useJumpTo(
  conversationId: string,
  timeline: Timeline,
  jumpToItem: (at: number) => void,
): (seq: number) => void {
  const session = useSession();
  const [target, setTarget] = useState<{ readonly seq: number } | null>(null);
  const reached = useRef(target);
  const { items, hasOlder, isLoading, isRefused } = timeline;
  useEffect(() => {
    if (target === null || reached.current === target) return;
    const at = items.findIndex(({ row }) => row.seq === target.seq);
    if (at < 0 && hasOlder && !isRefused) {
      // Each page that comes runs this again.
      if (!isLoading) void session.loadOlder(conversationId);
      return;
    }
    reached.current = target;
    if (at >= 0) jumpToItem(at);
  }, [session, conversationId, target, items, hasOlder, isLoading, isRefused, jumpToItem]);
  return useCallback((seq) => setTarget({ seq }), []);
}
