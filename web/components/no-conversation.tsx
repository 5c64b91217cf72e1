"use client";

import { ArrowLeft } from "lucide-react";

import { showConversation } from "../hooks/conversation-address.ts";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";
import { Logo } from "./logo.tsx";

interface NoConversationProps {
  readonly title: string;
  readonly detail: string;
}

export function NoConversation({ title, detail }: NoConversationProps) {
  return (
    <div className="grid h-full place-items-center p-6 text-center">
      <div className="flex max-w-sm flex-col items-center gap-2">
        <Logo className="mb-2 size-12 opacity-90" />
        <h1 className="text-xl font-semibold">{title}</h1>
        <p className="text-ink-soft text-pretty">{detail}</p>
        <Button
          look="outline"
          className="mt-3 md:hidden"
          onClick={() => showConversation(null, "replace")}
        >
          <ArrowLeft aria-hidden="true" className="size-4 rtl:-scale-x-100" />
          {text.sidebar.back}
        </Button>
      </div>
    </div>
  );
}
