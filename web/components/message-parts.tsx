"use client";

/** What stands around the words of a message: what it answers, reactions, who has seen it. */
import { CornerUpLeft } from "lucide-react";

import { accountName, namesOf } from "../hooks/names.ts";
import { useChat } from "../hooks/use-session.tsx";
import { oneLine } from "../messages/one-line.ts";
import { text } from "../messages/text.ts";
import type { Quote, TimelineRow } from "../store/timeline-rows.ts";
import { Avatar } from "./avatar.tsx";

interface QuoteLineProps {
  /** Null: not here, or gone. */
  readonly quote: Quote | null;
  readonly onJump: (seq: number) => void;
}

/** One line above an answer; it leads to what is answered. */
export function QuoteLine({ quote, onJump }: QuoteLineProps) {
  const chat = useChat();
  const look =
    "text-ink-soft border-line my-0.5 flex max-w-full min-w-0 items-center gap-1.5 border-s-2 ps-2 text-start text-sm";
  if (quote === null || quote.isDeleted) {
    return (
      <p className={`${look} italic`}>
        {quote === null ? text.message.original : text.conversation.deleted}
      </p>
    );
  }
  const author = accountName(chat, quote.authorId);
  return (
    <button type="button" className={`${look} hover:text-ink`} onClick={() => onJump(quote.seq)}>
      <CornerUpLeft aria-hidden="true" className="size-3.5 shrink-0 rtl:-scale-x-100" />
      <span className="sr-only">{text.message.inReplyTo(author)}</span>
      <bdi aria-hidden="true" className="shrink-0 font-semibold">
        {author}
      </bdi>
      <bdi className="truncate">{oneLine(quote.text)}</bdi>
    </button>
  );
}

interface ReactionsProps {
  readonly row: TimelineRow;
  readonly onReact: (row: TimelineRow, emoji: string) => void;
}

/** Each a switch with its count; the title says who. */
export function Reactions({ row, onReact }: ReactionsProps) {
  const chat = useChat();
  return (
    <ul aria-label={text.message.reactions} className="flex flex-wrap gap-1 pt-1">
      {row.reactions.map(({ emoji, accountIds, isMine }) => (
        <li key={emoji}>
          <button
            type="button"
            aria-pressed={isMine}
            aria-label={text.message.reaction(emoji, accountIds.length)}
            title={namesOf(chat, accountIds.slice(0, TITLE_NAMES))}
            onClick={() => onReact(row, emoji)}
            className={`inline-flex min-h-8 items-center gap-1.5 rounded-full border px-2.5 text-sm pointer-coarse:min-h-11 ${
              isMine
                ? "border-accent bg-accent-wash text-accent font-semibold"
                : "border-line text-ink-soft hover:bg-hover"
            }`}
          >
            <span aria-hidden="true">{emoji}</span>
            <span aria-hidden="true" className="tabular-nums">
              {accountIds.length}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** More would not fit a line that floats. */
const TITLE_NAMES = 20;
/** Pictures before "+ n". */
const SEEN_SHOWN = 5;

export function SeenBy({ accountIds }: { readonly accountIds: readonly string[] }) {
  const chat = useChat();
  const label = text.message.seenBy(namesOf(chat, accountIds));
  return (
    <p className="flex items-center justify-end gap-1 pt-0.5" title={label}>
      <span className="sr-only">{label}</span>
      {accountIds.slice(0, SEEN_SHOWN).map((id) => (
        <Avatar key={id} id={id} name={accountName(chat, id)} size="tiny" />
      ))}
      {accountIds.length > SEEN_SHOWN && (
        <span aria-hidden="true" className="text-ink-soft text-xs">
          +{accountIds.length - SEEN_SHOWN}
        </span>
      )}
    </p>
  );
}
