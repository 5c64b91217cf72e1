"use client";

import { ArrowRightLeft, Compass, Search, SquarePen } from "lucide-react";

import { useConversations } from "../hooks/use-conversations.ts";
import { useChat } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import type { ConversationRow } from "../store/conversation-list.ts";
import { Button } from "./button.tsx";
import { ConversationLink } from "./conversation-link.tsx";
import { Logo } from "./logo.tsx";
import { SidebarFoot } from "./sidebar-foot.tsx";

interface SidebarProps {
  readonly openId: string | null;
  readonly onDialog: (dialog: ChatDialog) => void;
}

/** What may stand over the chat. searchHere: begins in the open conversation. */
export type ChatDialog =
  | "none"
  | "people"
  | "rooms"
  | "search"
  | "searchHere"
  | "switcher"
  | "help";

/**
 * Locators: navigation "Conversations" with the lists "Rooms" and "Direct messages", each entry a link whose
 * name begins with the conversation's; buttons "Go to a conversation or person", "Search messages", "New message", "Browse rooms", "Sign out";
 * link "Cluster".
 */
export function Sidebar({ openId, onDialog }: SidebarProps) {
  const rows = useConversations();
  return (
    <div className="bg-sunken flex h-full min-h-0 flex-col">
      <header className="flex h-14 shrink-0 items-center gap-2.5 ps-4 pe-2">
        <Logo className="size-7" />
        <span className="flex-1 font-bold tracking-tight">{text.product}</span>
        <Button
          look="quiet"
          aria-label={text.sidebar.goTo}
          title={text.sidebar.goTo}
          onClick={() => onDialog("switcher")}
        >
          <ArrowRightLeft aria-hidden="true" className="size-4.5" />
        </Button>
        <Button
          look="quiet"
          aria-label={text.sidebar.search}
          title={text.sidebar.search}
          onClick={() => onDialog("search")}
        >
          <Search aria-hidden="true" className="size-5" />
        </Button>
      </header>
      <nav
        aria-label={text.sidebar.conversations}
        className="min-h-0 flex-1 overflow-y-auto px-2 pb-4"
      >
        <Section
          title={text.sidebar.rooms}
          empty={text.sidebar.noRooms}
          rows={rows.filter((row) => row.kind === "room")}
          openId={openId}
          action={text.sidebar.browseRooms}
          onAction={() => onDialog("rooms")}
        />
        <Section
          title={text.sidebar.directs}
          empty={text.sidebar.noDirects}
          rows={rows.filter((row) => row.kind !== "room")}
          openId={openId}
          action={text.sidebar.newMessage}
          onAction={() => onDialog("people")}
        />
      </nav>
      <SidebarFoot />
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly ConversationRow[];
  readonly openId: string | null;
  readonly action: string;
  readonly onAction: () => void;
}

function Section({ title, empty, rows, openId, action, onAction }: SectionProps) {
  const { isLoaded } = useChat();
  const Icon = action === text.sidebar.browseRooms ? Compass : SquarePen;
  return (
    <section className="mt-2">
      <h2 className="text-ink-soft px-2 pt-2 pb-1 text-xs font-semibold tracking-wide uppercase">
        {title}
      </h2>
      {rows.length > 0 && (
        <ul aria-label={title} className="flex flex-col gap-px">
          {rows.map((row) => (
            <li key={row.id}>
              <ConversationLink row={row} isOpen={row.id === openId} />
            </li>
          ))}
        </ul>
      )}
      {isLoaded && rows.length === 0 && <p className="text-ink-soft px-2 py-1 text-sm">{empty}</p>}
      <Button
        look="quiet"
        onClick={onAction}
        className="w-full justify-start px-2 text-sm font-medium"
      >
        <span className="grid size-7 place-items-center">
          <Icon aria-hidden="true" className="size-4" />
        </span>
        {action}
      </Button>
    </section>
  );
}
