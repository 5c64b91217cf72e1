"use client";

import type { RefObject } from "react";
import { useLayoutEffect, useRef, useState } from "react";

import { keepDraft, readDraft } from "./drafts.ts";
import { useSession } from "./use-session.tsx";

export interface Composer {
  readonly draft: string;
  readonly canSend: boolean;
  /** Above 0: so many bytes of UTF-8 too many. */
  readonly overBytes: number;
  readonly write: (draft: string) => void;
  /** Hands the words to the outbox; they leave the composer once they are safe there. */
  readonly send: () => Promise<void>;
}

/** The cluster refuses more (docs/limits.md); told before sending, so that nothing is lost. */
const TEXT_BYTES = 16 * 1024;
const utf8 = new TextEncoder();

export function useComposer(
  userId: string,
  conversationId: string,
  area: RefObject<HTMLTextAreaElement | null>,
): Composer {
  const session = useSession();
  const [draft, setDraft] = useState(() => readDraft(userId, conversationId));
  const storing = useRef("");
  const overBytes = utf8.encode(draft).length - TEXT_BYTES;
  const canSend = draft.trim() !== "" && overBytes <= 0;

  const write = (next: string): void => {
    setDraft(next);
    keepDraft(userId, conversationId, next);
  };
  const send = async (): Promise<void> => {
    area.current?.focus();
    // Until the row is safe, a second Enter on the same words is a slip of the finger.
    if (!canSend || storing.current === draft) return;
    storing.current = draft;
    await session.send(conversationId, draft).stored;
    storing.current = "";
    // Words typed meanwhile stay; a composer that was left meanwhile has its draft only in the store.
    const now = area.current?.value ?? readDraft(userId, conversationId);
    write(now.startsWith(draft) ? now.slice(draft.length).trimStart() : now);
  };
  useGrowth(area, draft);
  return { draft, canSend, overBytes, write, send };
}

/** As high as its words, up to the limit of the style sheet. */
function useGrowth(area: RefObject<HTMLTextAreaElement | null>, draft: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.setProperty("height", "auto");
    element.style.setProperty("height", `${String(element.scrollHeight)}px`);
  }, [area, draft]);
}
