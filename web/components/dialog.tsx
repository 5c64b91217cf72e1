"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useId, useLayoutEffect, useRef } from "react";

import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";

interface DialogProps {
  readonly title: string;
  /** As high as what is in it: for one question, where nothing arrives later. */
  readonly isSmall?: boolean;
  /** For what has parts side by side; on a phone it is no wider than the others, but as high as the screen. */
  readonly isWide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const HEIGHTS = {
  small: "max-h-[min(32rem,calc(100dvh-2rem))]",
  normal: "h-[min(32rem,calc(100dvh-2rem))]",
  wide: "h-[min(38rem,calc(100dvh-2rem))]",
} as const;

/**
 * The browser's own modal: it keeps the focus inside, closes on Esc and gives the focus back. Of one height, so that it
 * does not move under the pointer while results arrive.
 */
export function Dialog({ title, isSmall = false, isWide = false, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before it leaves the page: a dialog that is gone gives no focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // The browser would choose the close button.
    dialog?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      // A click beside it closes it too.
      closedby="any"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`rise w-full overflow-visible rounded-2xl bg-transparent p-3 backdrop:bg-black/40 max-md:mt-2 ${
        isWide ? "max-w-3xl" : "max-w-md"
      }`}
    >
      <div
        className={`border-line bg-raised flex flex-col overflow-hidden rounded-2xl border shadow-2xl ${
          HEIGHTS[isSmall ? "small" : isWide ? "wide" : "normal"]
        }`}
      >
        <header className="flex items-center justify-between gap-2 ps-5 pe-2 pt-2">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          <Button look="quiet" onClick={onClose} aria-label={text.close}>
            <X aria-hidden="true" className="size-5" />
          </Button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
