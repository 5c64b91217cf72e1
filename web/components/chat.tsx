"use client";

import { ArrowLeft, Compass, SquarePen } from "lucide-react";
import { Suspense, useEffect, useState } from "react";

import { showConversation, useConversationAddress } from "../hooks/conversation-address.ts";
import { useConversations, useSomethingOpen, useTitle } from "../hooks/use-conversations.ts";
import { useLeaveWarning } from "../hooks/use-leave-warning.ts";
import { useChat, useSessionView } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";
import { ConversationPane } from "./conversation-pane.tsx";
import {
  fetchLater,
  HelpDialog,
  PeopleDialog,
  RoomsDialog,
  SearchDialog,
  Shortcuts,
  SwitcherDialog,
} from "./later.ts";
import { NoConversation } from "./no-conversation.tsx";
import type { ChatDialog } from "./sidebar.tsx";
import { Sidebar } from "./sidebar.tsx";

/** Two panes where there is room, else one at a time: the list, or what is open. */
export function Chat() {
  const openId = useConversationAddress();
  const [dialog, setDialog] = useState<ChatDialog>("none");
  const openPeople = (): void => setDialog("people");
  const openRooms = (): void => setDialog("rooms");
  const close = (): void => setDialog("none");
  useTitle();
  useLeaveWarning();
  useSomethingOpen(openId);
  useEffect(() => void fetchLater(), []);
  return (
    <div className="grid h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] md:grid-cols-[17.5rem_minmax(0,1fr)]">
      <aside className={`border-line min-h-0 border-e ${openId === null ? "" : "max-md:hidden"}`}>
        <Sidebar openId={openId} onDialog={setDialog} />
      </aside>
      <main className={`min-h-0 min-w-0 ${openId === null ? "max-md:hidden" : ""}`}>
        {openId === null ? (
          <NothingOpen onPeople={openPeople} onRooms={openRooms} />
        ) : (
          <OpenConversation key={openId} id={openId} />
        )}
      </main>
      <Suspense>
        {dialog === "people" && <PeopleDialog onClose={close} />}
        {dialog === "rooms" && <RoomsDialog onClose={close} />}
        {dialog === "search" && <SearchDialog openId={null} onClose={close} />}
        {dialog === "searchHere" && <SearchDialog openId={openId} onClose={close} />}
        {dialog === "switcher" && <SwitcherDialog onClose={close} />}
        {dialog === "help" && <HelpDialog onClose={close} />}
      </Suspense>
      <Suspense>
        <Shortcuts openId={openId} onDialog={setDialog} />
      </Suspense>
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
  const isNew = useConversations().length === 0;
  if (!chat.isLoaded) return null;
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
