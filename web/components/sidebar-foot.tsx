"use client";

import { LogOut, Network } from "lucide-react";
import Link from "next/link";
import { useState } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import { calledName } from "../hooks/names.ts";
import { useChat, useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import { Avatar } from "./avatar.tsx";
import { Button } from "./button.tsx";
import { SettingsButton } from "./settings-button.tsx";

/** Who I am, and what is not about one conversation. */
export function SidebarFoot() {
  const { me: signedIn, accounts } = useChat();
  const session = useSession();
  const [state, setState] = useState<"idle" | "working" | "failed">("idle");
  if (signedIn === null) return null;
  const me = accounts.get(signedIn.id) ?? signedIn;
  const name = calledName(me);
  const signOut = async (): Promise<void> => {
    setState("working");
    try {
      await session.signOut();
      showConversation(null, "replace");
    } catch {
      setState("failed");
    }
  };
  return (
    <footer className="border-line relative flex items-center border-t p-2">
      <div
        className="flex min-w-0 flex-1 items-center gap-2 ps-2"
        title={text.sidebar.signedInAs(me.name)}
      >
        <Avatar id={me.id} name={name} size="small" />
        <bdi className="line-clamp-2 text-sm leading-tight font-semibold wrap-anywhere">{name}</bdi>
      </div>
      <SettingsButton />
      <Link
        href="/cluster"
        prefetch={false}
        aria-label={text.sidebar.cluster}
        title={text.sidebar.cluster}
        className="text-ink-soft hover:bg-hover hover:text-ink grid size-11 place-items-center rounded-lg"
      >
        <Network aria-hidden="true" className="size-5" />
      </Link>
      <Button
        look="quiet"
        aria-label={text.sidebar.signOut}
        title={text.sidebar.signOut}
        aria-busy={state === "working"}
        onClick={() => void signOut()}
      >
        <LogOut aria-hidden="true" className="size-5" />
      </Button>
      <output className="bg-danger-wash text-danger absolute inset-x-2 bottom-full mb-2 rounded-lg p-3 text-sm empty:hidden">
        {state === "failed" ? text.sidebar.notSignedOut : ""}
      </output>
    </footer>
  );
}
