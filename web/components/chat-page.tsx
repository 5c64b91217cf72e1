"use client";

import { useEffect } from "react";

import {
  lastConversation,
  showConversation,
  useConversationAddress,
} from "../hooks/conversation-address.ts";
import { useLeaveWarning } from "../hooks/use-leave-warning.ts";
import { useMediaQuery, WIDE } from "../hooks/use-media-query.ts";
import { useChat, useSessionView } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import { conversationRows } from "../store/conversation-list.ts";
import { totalUnread } from "../store/unread.ts";
import { ConversationPane } from "./conversation-pane.tsx";
import { Logo } from "./logo.tsx";
import { NoConversation } from "./no-conversation.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SignPage } from "./sign-page.tsx";
import { unreadFigure } from "./unread-pill.tsx";

export function ChatPage() {
  const { phase, isStartSlow } = useSessionView();
  switch (phase) {
    case "starting":
      return <StartingPage isSlow={isStartSlow} />;
    case "signedOut":
      return <SignPage />;
    case "signedIn":
      return <Chat />;
  }
}

/** What the exported page shows until a node has said who we are: usually too short to be read. */
function StartingPage({ isSlow }: { readonly isSlow: boolean }) {
  return (
    <main className="bg-sunken grid min-h-dvh place-items-center">
      <div className="appear-late flex flex-col items-center gap-3">
        <Logo className="size-14" />
        <output className="text-ink-soft">{isSlow ? text.startingTrouble : text.starting}</output>
      </div>
    </main>
  );
}

/** Two panes where there is room, else one at a time: the list, or what is open. */
function Chat() {
  const openId = useConversationAddress();
  useTitle();
  useLeaveWarning();
  useSomethingOpen(openId);
  return (
    <div className="grid h-dvh grid-rows-[minmax(0,1fr)] md:grid-cols-[17.5rem_minmax(0,1fr)]">
      <aside className={`border-line min-h-0 border-e ${openId === null ? "" : "max-md:hidden"}`}>
        <Sidebar openId={openId} />
      </aside>
      <main className={`min-h-0 min-w-0 ${openId === null ? "max-md:hidden" : ""}`}>
        {openId === null ? (
          <NoConversation title={text.conversation.none} detail={text.conversation.noneDetail} />
        ) : (
          <ConversationPane key={openId} id={openId} />
        )}
      </main>
    </div>
  );
}

/** "(3) Parley": the tab says that something is waiting. */
function useTitle(): void {
  const unread = totalUnread(useChat());
  useEffect(() => {
    document.title = unread === 0 ? text.product : text.titleUnread(unreadFigure(unread));
    return () => {
      document.title = text.product;
    };
  }, [unread]);
}

/** On a wide screen a visit begins where the last one ended, not with an empty pane. */
function useSomethingOpen(openId: string | null): void {
  const chat = useChat();
  const isWide = useMediaQuery(WIDE);
  useEffect(() => {
    if (!isWide || openId !== null || !chat.isLoaded) return;
    const rows = conversationRows(chat);
    const last = lastConversation();
    const found = rows.find((row) => row.id === last) ?? rows[0];
    if (found !== undefined) showConversation(found.id, "replace");
  }, [isWide, openId, chat]);
}
