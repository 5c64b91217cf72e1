/** A message's words: line breaks kept, web addresses made into links, everything else as written. */
import type { ReactNode } from "react";

import { text as texts } from "../messages/text.ts";

const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu;
/** Punctuation that ends the sentence, not the address. */
const TRAILING = /[.,:;!?)\]}»”’]+$/u;

interface MessageTextProps {
  readonly text: string;
  readonly isEdited?: boolean;
}

export function MessageText({ text, isEdited = false }: MessageTextProps) {
  return (
    <div dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {linked(text)}
      {isEdited && <span className="text-ink-soft ms-1.5 text-xs">{texts.message.edited}</span>}
    </div>
  );
}

function linked(text: string): readonly ReactNode[] {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    parts.push(text.slice(from, match.index));
    parts.push(
      <a
        key={match.index}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent hover:text-accent-strong underline underline-offset-2"
      >
        {address}
      </a>,
    );
    from = match.index + address.length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Keeps a closing bracket that the address itself opened, as in Wikipedia's. */
function trimmed(address: string): string {
  const tail = TRAILING.exec(address)?.[0] ?? "";
  const bare = address.slice(0, address.length - tail.length);
  const isOpen = bare.split("(").length > bare.split(")").length;
  return isOpen && tail.startsWith(")") ? `${bare})` : bare;
}

function safeHref(address: string): string | null {
  const url = URL.parse(address);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}
