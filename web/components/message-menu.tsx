"use client";

/** What can be done with a message that the log has made: one menu, opened at its row. */
import { useEffect, useLayoutEffect, useRef } from "react";

import type { MessageWork } from "../hooks/use-message-work.ts";
import { text } from "../messages/text.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";
import { messageActions } from "./message-actions.tsx";

/** At hand; the command line takes any other. */
const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

interface MessageMenuProps {
  /** Of the button that opened it, in the window. */
  readonly at: DOMRect;
  readonly row: TimelineRow;
  readonly work: MessageWork;
  /** Nobody writes here any more. */
  readonly isReadOnly: boolean;
  readonly onDelete: (row: TimelineRow) => void;
  readonly onClose: () => void;
}

/**
 * Closes by itself on Escape, on a click elsewhere, and once something is chosen; the browser then gives the focus back.
 * Locator: dialog "Message actions".
 */
export function MessageMenu(props: MessageMenuProps) {
  const { at, row, work, isReadOnly, onDelete, onClose } = props;
  const menu = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const isRtl = getComputedStyle(element).direction === "rtl";
    const left = isRtl ? at.left : at.right - width;
    const top = at.bottom + height > innerHeight ? at.top - height : at.bottom;
    element.style.setProperty("left", `${String(clamp(left, innerWidth - width))}px`);
    element.style.setProperty("top", `${String(clamp(top, innerHeight - height))}px`);
    element.querySelector("button")?.focus();
  }, [at]);
  useEffect(() => {
    const element = menu.current;
    const closed = (event: Event): void => {
      if ("newState" in event && event.newState === "closed") onClose();
    };
    element?.addEventListener("toggle", closed);
    return () => element?.removeEventListener("toggle", closed);
  }, [onClose]);
  const choose = (run: () => void) => (): void => {
    menu.current?.hidePopover();
    run();
  };
  return (
    <dialog
      ref={menu}
      popover="auto"
      aria-label={text.message.menu}
      className="bg-raised text-ink border-line fixed m-0 w-64 rounded-xl border p-1.5 shadow-xl"
    >
      <fieldset aria-label={text.message.react} className="flex justify-between pb-1">
        {QUICK.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={text.message.reactWith(emoji)}
            onClick={choose(() => work.react(row, emoji))}
            className="hover:bg-hover grid size-10 place-items-center rounded-lg text-lg"
          >
            {emoji}
          </button>
        ))}
      </fieldset>
      {messageActions(row, work, isReadOnly, onDelete).map(
        ({ label, icon, isDanger = false, run }) => (
          <button
            key={label}
            type="button"
            onClick={choose(run)}
            className={`hover:bg-hover flex min-h-11 w-full items-center gap-3 rounded-lg px-3 text-start text-sm ${isDanger ? "text-danger" : ""}`}
          >
            {icon}
            {label}
          </button>
        ),
      )}
    </dialog>
  );
}

const EDGE_PX = 8;

function clamp(position: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(position, most - EDGE_PX));
}
