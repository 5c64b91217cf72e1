"use client";

import { Check, Clock, Hourglass, TriangleAlert } from "lucide-react";
import { memo, useState } from "react";

import type { TimelineItem } from "../hooks/timeline-items.ts";
import { clockTime, fullTime } from "../messages/dates.ts";
import { text } from "../messages/text.ts";
import type { RowState, TimelineRow } from "../store/timeline-rows.ts";
import { Avatar } from "./avatar.tsx";
import { MessageText } from "./message-text.tsx";

/** What a person can do with a row that waits or was refused. */
export interface RowVerbs {
  /** False when the row cannot be taken back: it may have been sent. */
  edit(row: TimelineRow): boolean;
  retry(id: string): void;
  /** False as with edit. */
  discard(id: string): boolean;
}

interface MessageRowProps {
  readonly item: TimelineItem;
  readonly author: string;
  readonly verbs: RowVerbs;
}

/**
 * Locators: each row is an article named "author, time" with data-message-id (empty until the log has made
 * it), data-state (sent, sending, queued, rejected, held), data-author and data-seq.
 */
export const MessageRow = memo(function MessageRow({ item, author, verbs }: MessageRowProps) {
  const { row, isContinued } = item;
  const time = clockTime(row.sentMs);
  return (
    <article
      aria-label={`${author}, ${time}`}
      data-message-id={row.messageId ?? ""}
      data-seq={row.seq ?? ""}
      data-state={row.state}
      data-author={author}
      className={`group hover:bg-sunken grid grid-cols-[2.25rem_1fr] gap-x-3 px-4 md:px-5 ${
        isContinued ? "py-0.5" : "pt-2 pb-0.5"
      }`}
    >
      {isContinued ? (
        <time
          aria-hidden="true"
          className="group-hover:text-ink-soft pt-1 text-end text-[0.6875rem] text-transparent tabular-nums select-none"
        >
          {time}
        </time>
      ) : (
        <span className="pt-0.5">
          <Avatar id={row.authorId} name={author} />
        </span>
      )}
      <div className="min-w-0">
        {!isContinued && (
          <header className="flex items-baseline gap-2">
            <bdi className="truncate font-semibold">{author}</bdi>
            <time
              dateTime={new Date(row.sentMs).toISOString()}
              title={fullTime(row.sentMs)}
              className="text-ink-soft shrink-0 text-xs tabular-nums"
            >
              {time}
            </time>
          </header>
        )}
        <div className="flex items-end gap-2">
          <div
            className={`min-w-0 flex-1 ${row.state === "sent" || row.state === "sending" ? "" : "text-ink-soft"}`}
          >
            {row.isDeleted ? (
              <p className="text-ink-soft italic">{text.conversation.deleted}</p>
            ) : (
              <MessageText text={row.text} />
            )}
          </div>
          {row.isOwn && !row.isDeleted && <StateMark state={row.state} />}
        </div>
        {row.pending !== null && row.state !== "sending" && (
          <RowActions row={row} pending={row.pending} verbs={verbs} />
        )}
      </div>
    </article>
  );
});

const MARKS = {
  sending: { Icon: Clock, label: text.state.sending, look: "appear-late text-ink-soft" },
  sent: { Icon: Check, label: text.state.sent, look: "text-ink-soft" },
  queued: { Icon: Hourglass, label: text.state.queued, look: "text-ink-soft" },
  rejected: { Icon: TriangleAlert, label: text.state.rejected, look: "text-danger" },
  held: { Icon: TriangleAlert, label: text.state.held, look: "text-warning-ink" },
};

function StateMark({ state }: { readonly state: RowState }) {
  const { Icon, label, look } = MARKS[state];
  return (
    <span className={`mb-1 shrink-0 ${look}`} title={label}>
      <Icon aria-hidden="true" className="size-3.5" />
      <span className="sr-only">{label}</span>
    </span>
  );
}

interface RowActionsProps {
  readonly row: TimelineRow;
  readonly pending: NonNullable<TimelineRow["pending"]>;
  readonly verbs: RowVerbs;
}

function RowActions({ row, pending, verbs }: RowActionsProps) {
  const [isStuck, setStuck] = useState(false);
  const isRefused = row.state === "rejected";
  return (
    <div className="flex flex-wrap items-center gap-x-1 text-sm">
      <span className={`me-2 ${isRefused ? "text-danger" : "text-ink-soft"}`}>
        {row.state === "queued"
          ? text.state.queued
          : `${isRefused ? text.state.rejected : text.state.held}: ${reasonText(pending)}`}
      </span>
      {isRefused && <Action label={text.state.edit} onClick={() => setStuck(!verbs.edit(row))} />}
      {row.state !== "queued" && (
        <Action
          label={isRefused ? text.state.retry : text.state.send}
          onClick={() => verbs.retry(pending.id)}
        />
      )}
      <Action label={text.state.remove} onClick={() => setStuck(!verbs.discard(pending.id))} />
      <output className="text-ink-soft">{isStuck ? text.state.cannotRemove : ""}</output>
    </div>
  );
}

function Action({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="text-accent min-h-11 rounded px-2 font-semibold underline-offset-4 hover:underline md:min-h-8"
    >
      {label}
    </button>
  );
}

function reasonText(pending: NonNullable<TimelineRow["pending"]>): string {
  const { reasons } = text.state;
  switch (pending.reason) {
    case "FORBIDDEN":
      return reasons.forbidden;
    case "NOT_FOUND":
      return reasons.notFound;
    case "TOO_LARGE":
      return reasons.tooLarge;
    case "OVERLOADED":
      return reasons.overloaded;
    case "KEY_EXPIRED":
      return reasons.old;
    default:
      return pending.message === "" ? reasons.other : pending.message;
  }
}
