"use client";

import { useCallback, useEffect, useRef, useState } from "react";

import { useMessageAddress } from "./conversation-address.ts";
import type { ChatSession } from "./chat-session.ts";
import { isFinal } from "./session-words.ts";
import { useSession } from "./use-session.tsx";
import type { Timeline } from "./use-timeline.ts";

/** Of each page on the way; the contract's largest. */
const PAGE_ROWS = 200;
/** Between two tries to learn where a message stands. */
const AGAIN_AFTER_MS = 1_000;

export interface JumpTo {
  /** The same function for ever. */
  readonly jumpTo: (seq: number) => void;
  /** Where the last jump went: that row is pointed out. */
  readonly targetSeq: number | null;
}

/**
 * Goes to the message of a seq, and to the one in the address; what lies between is loaded first, page by page.
 */
export function useJumpTo(
  conversationId: string,
  timeline: Timeline,
  jumpToItem: (at: number) => void,
): JumpTo {
  const session = useSession();
  const [target, setTarget] = useState<{ readonly seq: number } | null>(null);
  const reached = useRef(target);
  const { items, hasOlder, isLoading, isRefused, isReady } = timeline;
  useEffect(() => {
    if (target === null || reached.current === target || !isReady) return;
    const at = items.findIndex(({ row }) => row.seq === target.seq);
    if (at < 0 && hasOlder && !isRefused) {
      // Each page that comes runs this again.
      if (!isLoading) void session.loadOlder(conversationId, PAGE_ROWS);
      return;
    }
    reached.current = target;
    if (at >= 0) jumpToItem(at);
  }, [session, conversationId, target, items, hasOlder, isLoading, isRefused, isReady, jumpToItem]);
  const jumpTo = useCallback((seq: number) => setTarget({ seq }), []);
  useAddressed(conversationId, jumpTo);
  return { jumpTo, targetSeq: target?.seq ?? null };
}

/** Asks until a node has said where the message of the address stands. One that is gone or elsewhere is no target. */
function useAddressed(conversationId: string, jumpTo: (seq: number) => void): void {
  const session = useSession();
  const messageId = useMessageAddress();
  useEffect(() => {
    if (messageId === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const find = async (): Promise<void> => {
      try {
        const seq = await seqOf(session, conversationId, messageId);
        if (!isOver && seq !== null) jumpTo(seq);
      } catch {
        if (!isOver) timer = setTimeout(() => void find(), AGAIN_AFTER_MS);
      }
    };
    void find();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [session, conversationId, messageId, jumpTo]);
}

/** Null: it is not there, or not to be read. Rejects when no node could say. */
async function seqOf(
  session: ChatSession,
  conversationId: string,
  messageId: string,
): Promise<number | null> {
  const known = session.view().chat.conversations.get(conversationId);
  const here = known?.messages.find(({ id }) => id === messageId);
  if (here !== undefined) return here.seq;
  try {
    const { message } = await session.client.getMessage(messageId);
    return message.conversationId === conversationId ? message.seq : null;
  } catch (error) {
    if (isFinal(error)) return null;
    throw error;
  }
}
