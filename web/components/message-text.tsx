/**
 * A message's words. Until what reads Markdown is here (rich-text.tsx), and where it refuses: line breaks kept, web
 * addresses made into links, everything else as written.
 */
import type { ReactNode } from "react";

import { safeHref } from "../markdown/safe-href.ts";
import { text as texts } from "../messages/text.ts";
import { useRichText } from "./later.ts";
import { LINK_LOOK } from "./link-look.ts";

/** Only of the web: a link in mail is left to Markdown. */
const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu;
/** Punctuation that ends the sentence, not the address. */
const TRAILING = /[.,:;!?)\]}»”’]+$/u;

/** Whom the cluster found named in a text. */
export interface Mentions {
  readonly mentionedIds: readonly string[];
  readonly mentionsRoom: boolean;
}

interface MessageTextProps {
  readonly text: string;
  readonly isEdited?: boolean;
  readonly mentions?: Mentions;
}

const NOBODY: Mentions = { mentionedIds: [], mentionsRoom: false };

export function MessageText({ text, isEdited = false, mentions = NOBODY }: MessageTextProps) {
  const rich = useRichText();
  const tail = isEdited && (
    <span className="text-ink-soft ms-1.5 text-xs">{texts.message.edited}</span>
  );
  const plain = (
    <p className="whitespace-pre-wrap">
      {linked(text)}
      {tail}
    </p>
  );
  return (
    <div dir="auto" className="wrap-anywhere">
      {rich === null ? (
        plain
      ) : (
        <rich.RichText text={text} mentions={mentions} tail={tail} plain={plain} />
      )}
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
        className={LINK_LOOK}
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
