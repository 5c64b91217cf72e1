"use client";

/** What floats over a timeline, or is only heard. */
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";

import type { Timeline as TimelineData } from "../hooks/use-timeline.ts";
import { useAnnouncement } from "../hooks/use-timeline.ts";
import { clockTime } from "../messages/dates.ts";
import { text } from "../messages/text.ts";

interface NewSinceProps {
  readonly timeline: TimelineData;
  readonly firstRow: number;
  readonly onJump: (at: number) => void;
}

/** The new messages begin above the screen: how many, since when, and the way there. Gone once used. */
export function NewSince({ timeline, firstRow, onJump }: NewSinceProps) {
  const [isDone, setDone] = useState(false);
  const at = timeline.items.findIndex((item) => item.isFirstNew);
  const first = timeline.items[at];
  if (isDone || first === undefined || at >= firstRow) return null;
  const count = timeline.items.slice(at).filter(({ row }) => !row.isOwn).length;
  return (
    <button
      type="button"
      onClick={() => {
        setDone(true);
        onJump(at);
      }}
      className="rise border-line bg-raised text-danger hover:bg-hover absolute inset-x-0 top-3 z-10 mx-auto flex min-h-11 w-fit items-center gap-2 rounded-full border px-4 text-sm font-semibold shadow-lg"
    >
      <ArrowUp aria-hidden="true" className="size-4" />
      {text.conversation.newSince(count, clockTime(first.row.sentMs))}
    </button>
  );
}

interface LoadingSignProps {
  readonly timeline: TimelineData;
  readonly firstRow: number;
}

/** Floats over the rows: a row of its own would move them. */
export function LoadingSign({ timeline, firstRow }: LoadingSignProps) {
  const { isReady, isLoading } = timeline;
  if (isReady && !(isLoading && firstRow === 0)) return null;
  return (
    <p className="appear-late border-line bg-raised text-ink-soft pointer-events-none absolute inset-x-0 top-3 mx-auto w-fit rounded-full border px-4 py-1 text-sm shadow-sm">
      {isReady ? text.conversation.loadingOlder : text.conversation.loading}
    </p>
  );
}

interface JumpButtonProps {
  readonly unread: number;
  readonly onJump: () => void;
}

export function JumpButton({ unread, onJump }: JumpButtonProps) {
  return (
    <button
      type="button"
      onClick={onJump}
      className="rise border-line bg-raised text-accent hover:bg-hover absolute inset-x-0 bottom-3 mx-auto flex min-h-11 w-fit items-center gap-2 rounded-full border px-4 text-sm font-semibold shadow-lg"
    >
      <ArrowDown aria-hidden="true" className="size-4" />
      {unread > 0 ? text.conversation.jumpCount(unread) : text.conversation.jump}
    </button>
  );
}

export function Announcer({ timeline }: { readonly timeline: TimelineData }) {
  const announcement = useAnnouncement(timeline.items);
  return (
    <output aria-live="polite" className="sr-only">
      {announcement}
    </output>
  );
}
