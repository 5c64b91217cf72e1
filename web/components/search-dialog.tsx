"use client";

import { Search } from "lucide-react";
import type { FormEvent, MouseEvent } from "react";
import { useRef, useState } from "react";

import { messageHref, showMessage } from "../hooks/conversation-address.ts";
import { accountName, namesOf } from "../hooks/names.ts";
import { searchHere } from "../hooks/search-here.ts";
import { searchProblem } from "../hooks/search-problems.ts";
import type { LookUp } from "../hooks/use-look-up.ts";
import { useChat } from "../hooks/use-session.tsx";
import type { Found } from "../hooks/use-search.ts";
import { useSearch } from "../hooks/use-search.ts";
import { fullTime, shortTime } from "../messages/dates.ts";
import { findText } from "../messages/find-text.ts";
import type { ChatState } from "../store/chat-state.ts";
import { Avatar } from "./avatar.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { LookUpState } from "./look-up-state.tsx";

interface SearchDialogProps {
  /** The conversation in which it begins; null: everywhere. */
  readonly openId: string | null;
  readonly onClose: () => void;
}

/**
 * Locators: dialog "Search messages", searchbox "What to look for", button "Search", list "Messages found" with one link a
 * message; before anything was found the list "Filters", each a button that begins one.
 */
export function SearchDialog({ openId, onClose }: SearchDialogProps) {
  const chat = useChat();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(() => searchHere(chat, openId));
  const [query, setQuery] = useState("");
  const found = useSearch(query);
  const { search } = findText();
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    const next = typed.trim();
    // The same words again: perhaps there is something new.
    if (next === query && next !== "") found.again();
    else setQuery(next);
  };
  const begin = (filter: string): void => {
    setTyped((before) => `${before === "" ? "" : `${before.trimEnd()} `}${filter}`);
    field.current?.focus();
  };
  return (
    <Dialog title={search.title} isWide onClose={onClose}>
      <search>
        <form onSubmit={ask} className="flex gap-2 px-5 pt-1 pb-2">
          <input
            ref={field}
            type="search"
            data-first-focus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              // The browser would only empty the field.
              if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              onClose();
            }}
            aria-label={search.field}
            aria-describedby="search-hint"
            placeholder={search.field}
            maxLength={256}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="search"
            className="border-field-line bg-surface placeholder:text-ink-soft h-11 min-w-0 flex-1 rounded-lg border px-3 text-base"
          />
          <Button type="submit" look="primary" aria-label={search.go} className="max-md:px-3">
            <Search aria-hidden="true" className="size-4.5" />
            <span className="max-md:hidden">{search.go}</span>
          </Button>
        </form>
        <p id="search-hint" className="text-ink-soft px-5 pb-2 text-xs">
          {search.hint}
        </p>
      </search>
      <div className="border-line min-h-0 flex-1 overflow-y-auto border-t px-3 py-2">
        {query === "" ? <Filters onBegin={begin} /> : <Results found={found} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

interface ResultsProps {
  readonly found: LookUp<Found>;
  readonly onClose: () => void;
}

function Results({ found, onClose }: ResultsProps) {
  const { search } = findText();
  return (
    <>
      <ul aria-label={search.results}>
        {found.items.map((one) => (
          <li key={one.message.id}>
            <FoundLink found={one} onClose={onClose} />
          </li>
        ))}
      </ul>
      <LookUpState
        lookUp={found}
        loading={search.loading}
        none={search.none}
        failed={searchProblem(found.problem)}
      />
    </>
  );
}

const FILTERS = [
  { begin: '"', example: '"red balloon"', key: "phrase" },
  { begin: "", example: "ball*", key: "prefix" },
  { begin: "from:", example: "from:ada", key: "from" },
  { begin: "in:", example: "in:#garden", key: "in" },
  { begin: "after:", example: "after:2026-01-31", key: "after" },
  { begin: "before:", example: "before:2026-01-31", key: "before" },
  { begin: "has:", example: "has:link", key: "has" },
] as const;

function Filters({ onBegin }: { readonly onBegin: (filter: string) => void }) {
  const { search } = findText();
  return (
    <ul aria-label={search.filters}>
      {FILTERS.map(({ begin, example, key }) => (
        <li key={key}>
          <button
            type="button"
            onClick={() => onBegin(begin)}
            className="hover:bg-hover flex min-h-11 w-full items-center gap-3 rounded-lg px-2 text-start text-sm"
          >
            <code className="bg-sunken border-line w-40 shrink-0 rounded-md border px-2 py-1 text-xs">
              {example}
            </code>
            <span className="text-ink-soft">{search[key]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface FoundLinkProps {
  readonly found: Found;
  readonly onClose: () => void;
}

/** A real link, so that it opens in a new tab. */
function FoundLink({ found: { message, place, excerpt }, onClose }: FoundLinkProps) {
  const chat = useChat();
  const author = accountName(chat, message.authorId);
  const name = placeName(chat, place);
  const [now] = useState(() => Date.now());
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onClose();
    showMessage(message.conversationId, message.id);
  };
  return (
    <a
      href={messageHref(message.conversationId, message.id)}
      onClick={open}
      className="hover:bg-hover flex gap-3 rounded-lg px-2 py-2"
    >
      <Avatar id={message.authorId} name={author} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <bdi className="min-w-0 truncate font-semibold">{author}</bdi>
          <bdi className="text-ink-soft min-w-0 flex-1 truncate text-xs">{name}</bdi>
          <time
            dateTime={new Date(message.sentMs).toISOString()}
            title={fullTime(message.sentMs)}
            className="text-ink-soft shrink-0 text-xs tabular-nums"
          >
            {shortTime(message.sentMs, now)}
          </time>
        </span>
        <span dir="auto" className="line-clamp-3 text-sm wrap-anywhere">
          {excerpt.map(({ words, isFound }, at) =>
            isFound ? (
              // eslint-disable-next-line react/no-array-index-key -- parts of one line, which never move
              <mark key={at} className="bg-warning-wash text-warning-ink rounded-xs font-semibold">
                {words}
              </mark>
            ) : (
              words
            ),
          )}
        </span>
      </span>
    </a>
  );
}

function placeName(chat: ChatState, place: Found["place"]): string {
  if (place === undefined) return "";
  if (place.name !== "") return `#${place.name}`;
  const others = place.peerIds.filter((id) => id !== chat.me?.id);
  return namesOf(chat, others.length === 0 ? place.peerIds : others);
}
