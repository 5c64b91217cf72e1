"use client";

import { Archive } from "lucide-react";
import { Suspense, useCallback, useMemo, useRef, useState } from "react";

import { conversationName } from "../hooks/names.ts";
import type { MessageWork } from "../hooks/use-message-work.ts";
import { useMessageWork } from "../hooks/use-message-work.ts";
import { useChat, useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import type { ConversationState } from "../store/chat-state.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";
import type { ComposerHandle } from "./composer.tsx";
import { Composer } from "./composer.tsx";
import { ConnectionBar } from "./connection-bar.tsx";
import { ConversationHead } from "./conversation-head.tsx";
import { DeleteDialog, MessageMenu } from "./later.ts";
import type { TimelineVerbs } from "./timeline.tsx";
import { Timeline } from "./timeline.tsx";

/** The open conversation: head, timeline, connection line, composer. Mount it with the id as key. */
export function ConversationPane({ known }: { readonly known: ConversationState }) {
  const chat = useChat();
  const session = useSession();
  const composer = useRef<ComposerHandle>(null);
  const { id } = known;
  const work = useMessageWork(id);
  const [menu, setMenu] = useState<OpenedMenu | null>(null);
  const { react } = work;
  const verbs = useMemo<TimelineVerbs>(
    () => ({
      edit(row) {
        if (row.pending === null || !session.discard(row.pending.id)) return false;
        composer.current?.take(row.text);
        return true;
      },
      retry: (rowId) => session.retry(rowId),
      discard: (rowId) => session.discard(rowId),
      openMenu: (row, button) => setMenu({ row, at: button.getBoundingClientRect() }),
      react,
    }),
    [session, react],
  );
  const closeMenu = useCallback(() => setMenu(null), []);
  const name = conversationName(chat, known);
  const isArchived = known.conversation?.archived ?? false;
  return (
    <section aria-label={name} className="flex h-full min-h-0 flex-col">
      <ConversationHead known={known} name={name} />
      <Timeline conversationId={id} name={name} verbs={verbs} unreadFrom={work.unreadFrom} />
      <ConnectionBar />
      {isArchived ? (
        <ArchivedLine />
      ) : (
        <Composer
          ref={composer}
          userId={chat.me?.id ?? ""}
          conversationId={id}
          name={name}
          mode={work.mode}
          problem={work.problem}
          onMode={work.setMode}
          onRefused={work.refusedEdit}
          onEditLast={work.editLast}
        />
      )}
      <MessageOverlays opened={menu} work={work} isReadOnly={isArchived} onClose={closeMenu} />
    </section>
  );
}

interface OpenedMenu {
  readonly row: TimelineRow;
  readonly at: DOMRect;
}

interface MessageOverlaysProps {
  readonly opened: OpenedMenu | null;
  readonly work: MessageWork;
  readonly isReadOnly: boolean;
  readonly onClose: () => void;
}

/** The menu of a message, and the question before one is deleted. */
function MessageOverlays({ opened, work, isReadOnly, onClose }: MessageOverlaysProps) {
  const [deleting, setDeleting] = useState<TimelineRow | null>(null);
  return (
    <Suspense>
      {opened !== null && (
        <MessageMenu
          at={opened.at}
          row={opened.row}
          work={work}
          isReadOnly={isReadOnly}
          onDelete={setDeleting}
          onClose={onClose}
        />
      )}
      {deleting !== null && (
        <DeleteDialog
          row={deleting}
          onClose={() => setDeleting(null)}
          onDelete={() => work.remove(deleting)}
        />
      )}
    </Suspense>
  );
}

function ArchivedLine() {
  return (
    <p className="border-line text-ink-soft mx-3 mb-3 flex min-h-11 items-center gap-2 rounded-xl border px-4 md:mx-5 md:mb-5">
      <Archive aria-hidden="true" className="size-4" />
      {text.conversation.archived}
    </p>
  );
}
