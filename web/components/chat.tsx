"use client";

import { ArrowLeft, Compass, SquarePen } from "lucide-react";
import { useEffect, useState } from "react";

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
import { Button } from "./button.tsx";
import { ConversationPane } from "./conversation-pane.tsx";
import { NoConversation } from "./no-conversation.tsx";
import { PeopleDialog } from "./people-dialog.tsx";
import { RoomsDialog } from "./rooms-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";
import { unreadFigure } from "./unread-pill.tsx";

/** Two panes where there is room, else one at a time: the list, or what is open. */
export function Chat() {
  const openId = useConversationAddress();
  const [dialog, setDialog] = useState<"none" | "people" | "rooms">("none");
  const openPeople = (): void => setDialog("people");
  const openRooms = (): void => setDialog("rooms");
  const close = (): void => setDialog("none");
  useTitle();
  useLeaveWarning();
  useSomethingOpen(openId);
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] md:grid-cols-[17.5rem_minmax(0,1fr)]">
      <aside className={`border-line min-h-0 border-e ${openId === null ? "" : "max-md:hidden"}`}>
        <Sidebar openId={openId} onPeople={openPeople} onRooms={openRooms} />
      </aside>
      <main className={`min-h-0 min-w-0 ${openId === null ? "max-md:hidden" : ""}`}>
        {openId === null ? (
          <NothingOpen onPeople={openPeople} onRooms={openRooms} />
        ) : (
          <OpenConversation key={openId} id={openId} />
        )}
      </main>
      {dialog === "people" && <PeopleDialog onClose={close} />}
      {dialog === "rooms" && <RoomsDialog onClose={close} />}
    </div>
  );
}

function OpenConversation({ id }: { readonly id: string }) {
  const { chat, refused } = useSessionView();
  const known = chat.conversations.get(id);
  if (known !== undefined && known.conversation !== null && !refused.has(id)) {
    return <ConversationPane known={known} />;
  }
  if (!chat.isLoaded) return null;
  return (
    <NoConversation title={text.conversation.none} detail={text.conversation.notFound}>
      <Button look="outline" onClick={() => showConversation(null, "replace")}>
        <ArrowLeft aria-hidden="true" className="size-4 rtl:-scale-x-100" />
        {text.sidebar.back}
      </Button>
    </NoConversation>
  );
}

interface NothingOpenProps {
  readonly onPeople: () => void;
  readonly onRooms: () => void;
}

/** Somebody new has nothing to pick from: the first steps are offered here. */
function NothingOpen({ onPeople, onRooms }: NothingOpenProps) {
  const chat = useChat();
  if (!chat.isLoaded) return null;
  const isNew = conversationRows(chat).length === 0;
  return (
    <NoConversation
      title={isNew ? text.conversation.welcome(chat.me?.name ?? "") : text.conversation.none}
      detail={isNew ? text.conversation.welcomeDetail : text.conversation.noneDetail}
    >
      <Button look="primary" onClick={onRooms}>
        <Compass aria-hidden="true" className="size-4" />
        {text.conversation.findRoom}
      </Button>
      <Button look="outline" onClick={onPeople}>
        <SquarePen aria-hidden="true" className="size-4" />
        {text.conversation.writeTo}
      </Button>
    </NoConversation>
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
