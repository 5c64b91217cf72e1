"use client";

/** What people do with the messages of one conversation, and what the screen remembers meanwhile. */
import type { PendingWrite } from "@parley/client/chat.ts";
import { useCallback, useMemo, useState } from "react";

import { text } from "../messages/text.ts";
import type { TimelineRow } from "../store/timeline-rows.ts";
import { timelineRows } from "../store/timeline-rows.ts";
import { readPosition } from "../store/unread.ts";
import type { ComposerMode, Refusal } from "./use-composer.ts";
import { NEW_MESSAGE } from "./use-composer.ts";
import { useSession } from "./use-session.tsx";
import { writeProblem } from "./write-problems.ts";

export interface MessageWork {
  readonly mode: ComposerMode;
  readonly setMode: (mode: ComposerMode) => void;
  /** Why the last thing tried was refused; empty: it was not. */
  readonly problem: string;
  /** Marked unread from this seq on during this visit. */
  readonly unreadFrom: number | null;
  readonly edit: (row: TimelineRow) => void;
  readonly editLast: () => void;
  readonly refusedEdit: (
    row: TimelineRow,
    words: string,
    refusal: Refusal,
    isBusy: boolean,
  ) => void;
  readonly react: (row: TimelineRow, emoji: string) => void;
  readonly remove: (row: TimelineRow) => void;
  readonly markUnread: (row: TimelineRow) => void;
}

export function useMessageWork(conversationId: string): MessageWork {
  const session = useSession();
  const [mode, setModeOnly] = useState<ComposerMode>(NEW_MESSAGE);
  const [problem, setProblem] = useState("");
  const [unreadFrom, setUnreadFrom] = useState<number | null>(null);
  const setMode = useCallback((next: ComposerMode) => {
    setModeOnly(next);
    setProblem("");
  }, []);

  const verbs = useMemo(() => {
    const rows = (): readonly TimelineRow[] => timelineRows(session.view().chat, conversationId);
    const edit = (row: TimelineRow): void => setMode({ kind: "edit", row, words: row.text });
    /** A refusal is told where the person looks: above the composer's edge. */
    const follow = (write: PendingWrite): void => {
      setProblem("");
      // `outcome` never rejects.
      void write.outcome.then((outcome) => {
        if (outcome.kind === "rejected") setProblem(text.message.notChanged(writeProblem(outcome)));
      });
    };
    return {
      edit,
      editLast(): void {
        const last = rows().findLast(isEditable);
        if (last !== undefined) edit(last);
      },
      /** The words come back for another try, upon the message as it is now; in the sentence, if others are being written. */
      refusedEdit(row: TimelineRow, words: string, refusal: Refusal, isBusy: boolean): void {
        const now = rows().find(({ messageId }) => messageId === row.messageId) ?? row;
        const problem = text.message.notChanged(writeProblem(refusal));
        if (!isBusy) setMode({ kind: "edit", row: now, words });
        setProblem(isBusy ? text.message.refusedWords(problem, words) : problem);
      },
      react(row: TimelineRow, emoji: string): void {
        const { messageId, reactions } = row;
        if (messageId === null) return;
        const removed = reactions.some((one) => one.emoji === emoji && one.isMine);
        follow(session.write((client) => client.react(messageId, emoji, { removed })));
      },
      remove({ messageId }: TimelineRow): void {
        if (messageId !== null) follow(session.write((client) => client.deleteMessage(messageId)));
      },
      markUnread({ seq }: TimelineRow): void {
        const known = session.view().chat.conversations.get(conversationId);
        if (seq === null || known === undefined) return;
        const { epoch } = readPosition(known);
        setUnreadFrom(seq);
        follow(session.write((client) => client.markUnread(conversationId, { epoch, seq })));
      },
    };
  }, [session, conversationId, setMode]);
  return { ...verbs, mode, setMode, problem, unreadFrom };
}

function isEditable(row: TimelineRow): boolean {
  return row.isOwn && !row.isDeleted && row.messageId !== null;
}
