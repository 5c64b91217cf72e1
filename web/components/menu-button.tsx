"use client";

import { EllipsisVertical } from "lucide-react";

import { text } from "../messages/text.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";

export interface MessageVerbs {
  openMenu(row: TimelineRow, button: HTMLElement): void;
  react(row: TimelineRow, emoji: string): void;
}

interface MenuButtonProps {
  readonly row: TimelineRow;
  readonly author: string;
  readonly onOpen: MessageVerbs["openMenu"];
}

/** Seen on the row under the pointer, on the one with the focus, and always where there is no pointer. */
export function MenuButton({ row, author, onOpen }: MenuButtonProps) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-label={text.message.actions(author)}
      title={text.message.more}
      onClick={(event) => onOpen(row, event.currentTarget)}
      className="bg-raised border-line text-ink-soft hover:text-ink absolute end-3 -top-2 grid size-8 place-items-center rounded-lg border opacity-0 shadow-sm group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:top-0 pointer-coarse:size-11 pointer-coarse:border-transparent pointer-coarse:bg-transparent pointer-coarse:opacity-100 pointer-coarse:shadow-none"
    >
      <EllipsisVertical aria-hidden="true" className="size-4" />
    </button>
  );
}
