"use client";

import { ArrowLeft, LogOut } from "lucide-react";
import { useMemo, useRef } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import { accountName, conversationName } from "../hooks/names.ts";
import { usePeer } from "../hooks/use-conversations.ts";
import { useChat, useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import type { ConversationState } from "../store/chat-state.ts";
import { Avatar } from "./avatar.tsx";
import { Button } from "./button.tsx";
import type { ComposerHandle } from "./composer.tsx";
import { Composer } from "./composer.tsx";
import { ConnectionBar } from "./connection-bar.tsx";
import type { RowVerbs } from "./message-row.tsx";
import { Timeline } from "./timeline.tsx";

/** The open conversation: head, timeline, connection line, composer. Mount it with the id as key. */
export function ConversationPane({ known }: { readonly known: ConversationState }) {
  const chat = useChat();
  const session = useSession();
  const composer = useRef<ComposerHandle>(null);
  const verbs = useMemo<RowVerbs>(
    () => ({
      edit(row) {
        if (row.pending === null || !session.discard(row.pending.id)) return false;
        composer.current?.take(row.text);
        return true;
      },
      retry: (id) => session.retry(id),
      discard: (id) => session.discard(id),
    }),
    [session],
  );
  const { id } = known;
  const name = conversationName(chat, known);
  return (
    <section aria-label={name} className="flex h-full min-h-0 flex-col">
      <ConversationHead known={known} name={name} />
      <Timeline conversationId={id} name={name} verbs={verbs} />
      <ConnectionBar />
      <Composer ref={composer} userId={chat.me?.id ?? ""} conversationId={id} name={name} />
    </section>
  );
}

interface ConversationHeadProps {
  readonly known: ConversationState;
  readonly name: string;
}

function ConversationHead({ known, name }: ConversationHeadProps) {
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
        <p className="text-ink-soft text-xs">
          {peerId === null
            ? text.rooms.members(known.conversation?.memberCount ?? 0)
            : text.conversation.direct}
        </p>
      </div>
      {peerId === null && (
        <Button
          look="quiet"
          aria-label={text.conversation.leaveRoom(name)}
          title={text.conversation.leave}
          onClick={() => {
            session.leaveRoom(known.id);
            showConversation(null);
          }}
        >
          <LogOut aria-hidden="true" className="size-4.5" />
        </Button>
      )}
    </header>
  );
}
