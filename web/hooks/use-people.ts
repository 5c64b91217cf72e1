"use client";

import { useCallback } from "react";

import type { Account } from "../store/chat-state.ts";
import type { LookUp } from "./use-look-up.ts";
import { useLookUp } from "./use-look-up.ts";
import { useChat, useSession } from "./use-session.tsx";

/** Long enough for a word to be typed, short enough to feel immediate. */
const TYPING_PAUSE_MS = 120;

/** Everybody else whose name fits what was typed. */
export function usePeople(typed: string): LookUp<Account> {
  const session = useSession();
  const myId = useChat().me?.id;
  const load = useCallback(
    async (cursor: string) => {
      const page = await session.client.listAccounts({ pattern: asPattern(typed), cursor });
      session.meet(page.accounts);
      const others = page.accounts.filter(({ id, deleted }) => !deleted && id !== myId);
      return { items: others, nextCursor: page.nextCursor };
    },
    [session, typed, myId],
  );
  return useLookUp(load, TYPING_PAUSE_MS);
}

/** Without a wildcard of one's own, any part of a name will do. */
function asPattern(typed: string): string {
  const bare = typed.trim();
  return bare === "" || /[*?]/u.test(bare) ? bare : `*${bare}*`;
}
