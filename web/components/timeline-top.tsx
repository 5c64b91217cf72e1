"use client";

import { Hash } from "lucide-react";

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
          <Hash aria-hidden="true" className="size-8" />
        </span>
      ) : (
        <Avatar id={peerId} name={accountName(chat, peerId)} size="large" />
      )}
      <h2 className="text-xl font-bold wrap-anywhere">{text.conversation.start(name)}</h2>
      <p className="text-ink-soft">
        {peerId === null ? text.conversation.startRoom : text.conversation.startDirect}
      </p>
    </div>
  );
}
