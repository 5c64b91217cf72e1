"use client";

import { ArrowLeft, LogOut } from "lucide-react";

import { showConversation } from "../hooks/conversation-address.ts";
import { accountName } from "../hooks/names.ts";
import { usePeer } from "../hooks/use-conversations.ts";
import { useChat, useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import type { ConversationState } from "../store/chat-state.ts";
import { Avatar } from "./avatar.tsx";
import { Button } from "./button.tsx";

interface ConversationHeadProps {
  readonly known: ConversationState;
  readonly name: string;
}

/** Whom it is with, or what the room is about, and the way out of it. */
export function ConversationHead({ known, name }: ConversationHeadProps) {
  const chat = useChat();
  const session = useSession();
  const peerId = usePeer(known);
  return (
    <header className="border-line flex h-14 shrink-0 items-center gap-2.5 border-b ps-4 pe-2 max-md:ps-1 md:ps-5">
      <Button
        look="quiet"
        className="md:hidden"
        aria-label={text.sidebar.back}
        onClick={() => showConversation(null)}
      >
        <ArrowLeft aria-hidden="true" className="size-5 rtl:-scale-x-100" />
      </Button>
      {peerId !== null && <Avatar id={peerId} name={accountName(chat, peerId)} size="small" />}
      <div className="min-w-0 flex-1">
        <h1 className="truncate text-base leading-tight font-bold">
          <bdi>{name}</bdi>
        </h1>
        <p className="text-ink-soft truncate text-xs">{detailOf(known)}</p>
      </div>
      {known.conversation?.kind === "room" && (
        <Button
          look="quiet"
          aria-label={text.conversation.leaveRoom(name)}
          title={text.conversation.leave}
          onClick={() => {
            session.write((client) => client.leaveRoom(known.id));
            showConversation(null);
          }}
        >
          <LogOut aria-hidden="true" className="size-4.5" />
        </Button>
      )}
    </header>
  );
}

function detailOf({ conversation }: ConversationState): string {
  if (conversation === null || conversation.kind === "direct") return text.conversation.direct;
  if (conversation.kind === "group") return text.conversation.group(conversation.peerIds.length);
  const members = text.rooms.members(conversation.memberCount);
  return conversation.topic === "" ? members : `${members} · ${conversation.topic}`;
}
