"use client";

import { Hash, Users } from "lucide-react";

import type { ConversationKind } from "@parley/client/model.ts";

import { accountName } from "../hooks/names.ts";
import { usePeer } from "../hooks/use-conversations.ts";
import { useChat } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import { Avatar } from "./avatar.tsx";

interface TimelineTopProps {
  readonly conversationId: string;
  readonly name: string;
}

/** Above the first message: where it began. */
export function TimelineTop({ conversationId, name }: TimelineTopProps) {
  const chat = useChat();
  const known = chat.conversations.get(conversationId);
  const peerId = usePeer(known);
  if (known === undefined || known.conversation === null) return null;
  return (
    <div className="flex flex-col items-start gap-2 px-4 pt-10 pb-3 md:px-5">
      {peerId === null ? (
        <span className="bg-accent-wash text-accent grid size-16 place-items-center rounded-2xl">
          {known.conversation.kind === "group" ? (
            <Users aria-hidden="true" className="size-8" />
          ) : (
            <Hash aria-hidden="true" className="size-8" />
          )}
        </span>
      ) : (
        <Avatar id={peerId} name={accountName(chat, peerId)} size="large" />
      )}
      <h2 className="text-xl font-bold wrap-anywhere">{text.conversation.start(name)}</h2>
      <p className="text-ink-soft">{beginning(known.conversation.kind)}</p>
    </div>
  );
}

function beginning(kind: ConversationKind): string {
  switch (kind) {
    case "room":
      return text.conversation.startRoom;
    case "group":
      return text.conversation.startGroup;
    case "direct":
      return text.conversation.startDirect;
  }
}
