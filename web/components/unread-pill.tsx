import { unreadFigure } from "../hooks/use-conversations.ts";
import { text } from "../messages/text.ts";

export function UnreadPill({ count }: { readonly count: number }) {
  if (count === 0) return null;
  const figure = unreadFigure(count);
  return (
    <span className="bg-accent text-on-accent grid h-5 min-w-5 shrink-0 place-items-center rounded-full px-1.5 text-xs font-bold tabular-nums">
      <span aria-hidden="true">{figure}</span>
      <span className="sr-only">{text.sidebar.unread(figure, count)}</span>
    </span>
  );
}
