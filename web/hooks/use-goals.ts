"use client";

import { useMemo } from "react";

import { accountName, namesOf } from "./names.ts";
import { useConversations } from "./use-conversations.ts";
import { usePeople } from "./use-people.ts";
import { useChat } from "./use-session.tsx";

/** Where the switcher can go. */
export interface Goal {
  readonly key: string;
  readonly kind: "room" | "direct" | "group";
  readonly name: string;
  readonly unread: number;
  /** Direct: whose picture stands beside it. */
  readonly peerId: string | null;
  /** Null: there is none yet with this person. */
  readonly conversationId: string | null;
  readonly accountId: string | null;
}

/** Conversations, unread ones first, then people with whom there is none. Typed: part of a name. */
export function useGoals(typed: string): readonly Goal[] {
  const chat = useChat();
  const rows = useConversations();
  const people = usePeople(typed).items;
  return useMemo(() => {
    const wanted = fold(typed.trim().replace(/^[#@]/u, ""));
    const conversations = rows.map((row): Goal => {
      const { id, kind, unread, peerId } = row;
      const name =
        kind === "group"
          ? namesOf(chat, row.otherIds)
          : peerId === null
            ? row.name
            : accountName(chat, peerId);
      return { key: `c${id}`, kind, name, unread, peerId, conversationId: id, accountId: peerId };
    });
    const met = new Set(conversations.map(({ accountId }) => accountId));
    const strangers = people
      .filter(({ id }) => !met.has(id))
      .map(({ id, name }): Goal => ({
        key: `a${id}`,
        kind: "direct",
        name,
        unread: 0,
        peerId: id,
        conversationId: null,
        accountId: id,
      }));
    const unreadFirst = conversations.toSorted(
      (a, b) => Number(b.unread > 0) - Number(a.unread > 0),
    );
    return [...unreadFirst, ...strangers].filter(({ name }) => fold(name).includes(wanted));
  }, [chat, rows, people, typed]);
}

function fold(name: string): string {
  return name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
