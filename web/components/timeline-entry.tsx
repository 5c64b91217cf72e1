"use client";

import type { ReactNode } from "react";
import { Component } from "react";

import type { TimelineItem } from "../hooks/timeline-items.ts";
import { useNow } from "../hooks/use-now.ts";
import { dayName } from "../messages/dates.ts";
import { text } from "../messages/text.ts";
import type { RowVerbs } from "./message-row.tsx";
import { MessageRow } from "./message-row.tsx";

interface TimelineEntryProps {
  readonly item: TimelineItem;
  readonly author: string;
  readonly verbs: RowVerbs;
}

/** A message with what stands above it: the day, the line where the new ones begin. */
export function TimelineEntry({ item, author, verbs }: TimelineEntryProps) {
  return (
    <>
      {item.dayMs !== null && <DayLine ms={item.dayMs} isNew={item.isFirstNew} />}
      {item.dayMs === null && item.isFirstNew && <NewLine />}
      <RowBoundary>
        <MessageRow item={item} author={author} verbs={verbs} />
      </RowBoundary>
    </>
  );
}

function DayLine({ ms, isNew }: { readonly ms: number; readonly isNew: boolean }) {
  const now = useNow(true, 60_000);
  const line = isNew ? "bg-danger" : "bg-line";
  return (
    <div className="flex items-center gap-3 px-4 pt-4 pb-1 md:px-5">
      <span className={`h-px flex-1 ${line}`} />
      <span className="border-line text-ink-soft rounded-full border px-3 py-0.5 text-xs font-semibold">
        {dayName(ms, now)}
      </span>
      <span className={`h-px flex-1 ${line}`} />
      {isNew && <NewLabel />}
    </div>
  );
}

function NewLine() {
  return (
    <div className="flex items-center gap-2 px-4 pt-2 md:px-5">
      <span className="bg-danger h-px flex-1" />
      <NewLabel />
    </div>
  );
}

function NewLabel() {
  return <span className="text-danger text-xs font-semibold">{text.conversation.newMessages}</span>;
}

/** One message that cannot be shown must not take the others with it. */
class RowBoundary extends Component<
  { readonly children: ReactNode },
  { readonly isBroken: boolean }
> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children;
    return (
      <p className="text-ink-soft px-4 text-sm italic md:px-5">{text.conversation.rowBroken}</p>
    );
  }
}
