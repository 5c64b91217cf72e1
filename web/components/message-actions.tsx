/** The entries of a message's menu: who may do what with it. */
import type { ReactNode } from "react";
import { Copy, MailOpen, Pencil, Reply, Trash2 } from "lucide-react";

import type { MessageWork } from "../hooks/use-message-work.ts";
import { text } from "../messages/text.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";

export interface MenuAction {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isDanger?: boolean;
  readonly run: () => void;
}

export function messageActions(
  row: TimelineRow,
  work: MessageWork,
  isReadOnly: boolean,
  askToDelete: (row: TimelineRow) => void,
): readonly MenuAction[] {
  const look = "text-ink-soft size-4";
  const reply: MenuAction = {
    label: text.message.reply,
    icon: <Reply aria-hidden="true" className={`${look} rtl:-scale-x-100`} />,
    run: () => work.setMode({ kind: "reply", row }),
  };
  const edit: MenuAction = {
    label: text.message.edit,
    icon: <Pencil aria-hidden="true" className={look} />,
    run: () => work.edit(row),
  };
  const always: readonly MenuAction[] = [
    {
      label: text.message.copy,
      icon: <Copy aria-hidden="true" className={look} />,
      // Refused where the browser does not trust the page (plain http); then the words can be selected by hand.
      run: () => void navigator.clipboard?.writeText(row.text).catch(() => undefined),
    },
    {
      label: text.message.markUnread,
      icon: <MailOpen aria-hidden="true" className={look} />,
      run: () => work.markUnread(row),
    },
  ];
  const remove: MenuAction = {
    label: text.message.delete,
    icon: <Trash2 aria-hidden="true" className="size-4" />,
    isDanger: true,
    run: () => askToDelete(row),
  };
  if (isReadOnly) return always;
  return row.isOwn ? [reply, edit, ...always, remove] : [reply, ...always];
}
