"use client";

import type { FoundPlace } from "@parley/client/search-calls.ts";
import { useCallback } from "react";

import { oneLine } from "../messages/one-line.ts";
import type { Message } from "../store/chat-state.ts";
import type { ExcerptPart } from "../store/excerpt.ts";
import { excerpt } from "../store/excerpt.ts";
import type { LookUp } from "./use-look-up.ts";
import { useLookUp } from "./use-look-up.ts";
import { useSession } from "./use-session.tsx";

export interface Found {
  readonly message: Message;
  readonly place: FoundPlace | undefined;
  readonly excerpt: readonly ExcerptPart[];
}

const PAGE_ROWS = 20;

/** Every message that fits the query, newest first; of an empty query none, without asking. */
export function useSearch(query: string): LookUp<Found> {
  const session = useSession();
  const load = useCallback(
    async (cursor: string) => {
      if (query === "") return { items: [], nextCursor: "" };
      const page = await session.client.search(query, { cursor, pageSize: PAGE_ROWS });
      session.meet(page.accounts);
      const places = new Map(page.places.map((place) => [place.conversationId, place]));
      const items = page.messages.map((message) => ({
        message,
        place: places.get(message.conversationId),
        excerpt: excerpt(oneLine(message.text), query),
      }));
      return { items, nextCursor: page.nextCursor };
    },
    [session, query],
  );
  return useLookUp(load);
}
