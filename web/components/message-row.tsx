"use client";

import { memo } from "react";

import type { TimelineItem } from "../hooks/timeline-items.ts";
import { clockTime, fullTime } from "../messages/dates.ts";
import { text } from "../messages/text.ts";
import { Avatar } from "./avatar.tsx";
import type { MessageVerbs } from "./menu-button.tsx";
import { MenuButton } from "./menu-button.tsx";
import { QuoteLine, Reactions, SeenBy } from "./message-parts.tsx";
import { MessageText } from "./message-text.tsx";
import type { PendingVerbs } from "./row-state.tsx";
import { RowActions, StateMark } from "./row-state.tsx";

export interface RowVerbs extends PendingVerbs, MessageVerbs {
  jumpTo(seq: number): void;
}

interface MessageRowProps {
  readonly item: TimelineItem;
  readonly author: string;
  readonly verbs: RowVerbs;
}

/**
 * Locators: each row is an article named "author, time" with data-message-id (empty until the log has made
 * it), data-state (sent, sending, queued, rejected, held), data-author and data-seq; its own words lie in data-words.
 */
export const MessageRow = memo(function MessageRow({ item, author, verbs }: MessageRowProps) {
  const { row, isContinued, seenBy } = item;
  const time = clockTime(row.sentMs);
  return (
    <article
      aria-label={`${author}, ${time}`}
      data-message-id={row.messageId ?? ""}
      data-seq={row.seq ?? ""}
      data-state={row.state}
      data-author={author}
      className={`group compact:text-sm relative grid grid-cols-[2.25rem_1fr] gap-x-3 px-4 md:px-5 ${
        row.isForMe ? "bg-warning-wash" : "hover:bg-sunken"
      } ${isContinued ? "compact:py-0 py-0.5" : "compact:pt-1 compact:pb-0 pt-2 pb-0.5"}`}
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
        {row.quote !== undefined && <QuoteLine quote={row.quote} onJump={verbs.jumpTo} />}
        <div className="flex items-end gap-2">
          <RowText item={item} />
          {row.isOwn && !row.isDeleted && <StateMark state={row.state} />}
        </div>
        {row.reactions.length > 0 && <Reactions row={row} onReact={verbs.react} />}
        {row.pending !== null && row.state !== "sending" && (
          <RowActions row={row} pending={row.pending} verbs={verbs} />
        )}
        {seenBy.length > 0 && <SeenBy accountIds={seenBy} />}
      </div>
      {row.messageId !== null && !row.isDeleted && (
        <MenuButton row={row} author={author} onOpen={verbs.openMenu} />
      )}
    </article>
  );
});

function RowText({ item: { row } }: { readonly item: TimelineItem }) {
  const isSettled = row.state === "sent" || row.state === "sending";
  return (
    <div data-words className={`min-w-0 flex-1 ${isSettled ? "" : "text-ink-soft"}`}>
      {row.isDeleted ? (
        <p className="text-ink-soft italic">{text.conversation.deleted}</p>
      ) : (
        <MessageText text={row.text} isEdited={row.isEdited} mentions={row} />
      )}
    </div>
  );
}
