"use client";

import type { RefObject } from "react";
import { useLayoutEffect, useRef, useState } from "react";

import type { TimelineRow } from "../store/timeline-rows.ts";
import { keepDraft, readDraft } from "./drafts.ts";
import { useSession } from "./use-session.tsx";

/** What the words in the composer will become. */
export type ComposerMode =
  | { readonly kind: "new" }
  | { readonly kind: "reply"; readonly row: TimelineRow }
  /** `words`: where the editing begins: the message itself, or an edit that was refused. */
  | { readonly kind: "edit"; readonly row: TimelineRow; readonly words: string };

export const NEW_MESSAGE: ComposerMode = { kind: "new" };

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

export interface Composer {
  readonly words: string;
  readonly canSend: boolean;
  /** Above 0: so many bytes of UTF-8 too many. */
  readonly overBytes: number;
  readonly write: (words: string) => void;
  /** Hands the words to the outbox; they leave the composer once they are safe there. */
  readonly send: () => Promise<void>;
}

interface ComposerOptions {
  readonly userId: string;
  readonly conversationId: string;
  readonly mode: ComposerMode;
  /** The words are safe: the next ones are a message of their own. */
  readonly onDone: () => void;
  /** The cluster said no to an edit, perhaps much later. */
  readonly onRefused: (
    row: TimelineRow,
    words: string,
    refusal: Refusal,
    /** Something else is being written: the composer is not free. */
    isBusy: boolean,
  ) => void;
}

/** The cluster refuses more (docs/limits.md); told before sending, so that nothing is lost. */
const TEXT_BYTES = 16 * 1024;
const utf8 = new TextEncoder();

export function useComposer(
  area: RefObject<HTMLTextAreaElement | null>,
  { userId, conversationId, mode, onDone, onRefused }: ComposerOptions,
): Composer {
  const session = useSession();
  const [draft, setDraft] = useState(() => readDraft(userId, conversationId));
  const [edited, setEdited] = useState({ mode, words: "" });
  const storing = useRef("");
  const editing = edited.mode === mode ? edited.words : null;
  const words = mode.kind === "edit" ? (editing ?? mode.words) : draft;
  const overBytes = utf8.encode(words).length - TEXT_BYTES;
  const canSend = words.trim() !== "" && overBytes <= 0;

  const keep = (next: string): void => {
    setDraft(next);
    keepDraft(userId, conversationId, next);
  };
  /** An edit is no draft: the draft waits behind it. */
  const write = (next: string): void => {
    if (mode.kind === "edit") setEdited({ mode, words: next });
    else keep(next);
  };
  const sendNew = async (): Promise<void> => {
    // Until the row is safe, a second Enter on the same words is a slip of the finger.
    if (storing.current === draft) return;
    storing.current = draft;
    const replyToId = mode.kind === "reply" ? (mode.row.messageId ?? "") : "";
    const given = replyToId === "" ? {} : { replyToId };
    await session.write((client) => client.send(conversationId, draft, given)).stored;
    storing.current = "";
    onDone();
    // Words typed meanwhile stay; a composer that was left meanwhile has its draft only in the store.
    const now = area.current?.value ?? readDraft(userId, conversationId);
    keep(now.startsWith(draft) ? now.slice(draft.length).trimStart() : now);
  };
  const sendEdit = ({ row }: { readonly row: TimelineRow }): void => {
    onDone();
    const { messageId, version } = row;
    if (messageId === null || words === row.text) return;
    const write_ = session.write((client) => client.editMessage({ id: messageId, version }, words));
    // `outcome` never rejects.
    void write_.outcome.then((outcome) => {
      if (outcome.kind !== "rejected") return;
      onRefused(row, words, outcome, (area.current?.value ?? "") !== "");
    });
  };
  const send = async (): Promise<void> => {
    area.current?.focus();
    if (!canSend) return;
    if (mode.kind === "edit") sendEdit(mode);
    else await sendNew();
  };
  useGrowth(area, words);
  return { words, canSend, overBytes, write, send };
}

/** As high as its words, up to the limit of the style sheet. */
function useGrowth(area: RefObject<HTMLTextAreaElement | null>, words: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (element === null) return;
    element.style.setProperty("height", "auto");
    element.style.setProperty("height", `${String(element.scrollHeight)}px`);
  }, [area, words]);
}
