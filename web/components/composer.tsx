"use client";

import { CornerUpLeft, Pencil, SendHorizontal, X } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";
import { useEffect, useImperativeHandle, useRef } from "react";

import { accountName } from "../hooks/names.ts";
import type { ComposerMode } from "../hooks/use-composer.ts";
import { NEW_MESSAGE, useComposer } from "../hooks/use-composer.ts";
import type { MessageWork } from "../hooks/use-message-work.ts";
import { TOUCH, useMediaQuery } from "../hooks/use-media-query.ts";
import { useChat } from "../hooks/use-session.tsx";
import { oneLine } from "../messages/one-line.ts";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";

export interface ComposerHandle {
  /** Puts words back for editing, before what is already written. */
  take(words: string): void;
}

interface ComposerProps {
  readonly userId: string;
  readonly conversationId: string;
  readonly name: string;
  readonly mode: ComposerMode;
  /** Of what was last tried; empty: none. */
  readonly problem: string;
  readonly onMode: (mode: ComposerMode) => void;
  readonly onRefused: MessageWork["refusedEdit"];
  /** Up, with nothing written. */
  readonly onEditLast: () => void;
  readonly ref: Ref<ComposerHandle>;
}

/**
 * Never disabled: what is written while servers are away waits in the outbox. Mount it with the
 * conversation as key. Locators: textbox "Message", button "Send" or "Save changes".
 */
export function Composer(props: ComposerProps) {
  const { userId, conversationId, name, mode, problem, ref, onMode, onRefused, onEditLast } = props;
  const isTouch = useMediaQuery(TOUCH);
  const area = useRef<HTMLTextAreaElement>(null);
  const onDone = (): void => onMode(NEW_MESSAGE);
  const options = { userId, conversationId, mode, onDone, onRefused };
  const { words, canSend, overBytes, write, send } = useComposer(area, options);

  useEffect(() => {
    // A finger would get a keyboard it did not ask for.
    if (mode.kind !== "new" || !matchMedia(TOUCH).matches) area.current?.focus();
  }, [mode]);
  useImperativeHandle(ref, () => ({
    take(taken) {
      write(words === "" ? taken : `${taken}\n${words}`);
      area.current?.focus();
    },
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (isSendKey(event, isTouch)) void send();
    else if (event.key === "Escape" && mode.kind !== "new") onDone();
    else if (isEditKey(event) && words === "" && mode.kind === "new") onEditLast();
    else return;
    event.preventDefault();
  };

  return (
    <div className="px-3 pb-3 md:px-5 md:pb-5">
      <div className="border-field-line bg-surface focus-within:border-accent focus-within:outline-accent rounded-xl border shadow-sm focus-within:outline-1">
        {mode.kind !== "new" && <ModeLine mode={mode} onCancel={onDone} />}
        <div className="flex items-end gap-1">
          <textarea
            ref={area}
            rows={1}
            dir="auto"
            value={words}
            aria-label={text.composer.label}
            aria-invalid={overBytes > 0}
            aria-describedby="composer-problem"
            placeholder={text.composer.placeholder(name)}
            enterKeyHint={isTouch ? "enter" : "send"}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
            className="placeholder:text-ink-soft max-h-[40dvh] min-h-11 min-w-0 flex-1 resize-none bg-transparent px-3.5 py-2.5 text-base leading-6 outline-none"
          />
          <SendButton
            label={mode.kind === "edit" ? text.composer.save : text.composer.send}
            canSend={canSend}
            onSend={() => void send()}
          />
        </div>
      </div>
      <p id="composer-problem" role="alert" className="text-danger pt-1 text-sm empty:hidden">
        {overBytes > 0 ? text.composer.tooLong(overBytes) : problem}
      </p>
    </div>
  );
}

interface ModeLineProps {
  readonly mode: Exclude<ComposerMode, { kind: "new" }>;
  readonly onCancel: () => void;
}

/** What the words will be, and the way back. */
function ModeLine({ mode, onCancel }: ModeLineProps) {
  const chat = useChat();
  const Icon = mode.kind === "edit" ? Pencil : CornerUpLeft;
  return (
    <div className="border-line text-ink-soft flex items-center gap-2 border-b ps-3.5 text-sm">
      <Icon aria-hidden="true" className="size-4 shrink-0 rtl:-scale-x-100" />
      <output className="shrink-0 font-semibold">
        {mode.kind === "edit"
          ? text.composer.editing
          : text.composer.replying(accountName(chat, mode.row.authorId))}
      </output>
      <bdi className="min-w-0 flex-1 truncate">
        {mode.kind === "reply" && oneLine(mode.row.text)}
      </bdi>
      <Button look="quiet" aria-label={text.composer.cancel} onClick={onCancel}>
        <X aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}

/** Up alone: with Alt it goes to another conversation. */
function isEditKey({ key, altKey }: KeyboardEvent): boolean {
  return key === "ArrowUp" && !altKey;
}

/** Enter; under a finger only with Ctrl or Cmd, for there Enter is a new line. */
function isSendKey(event: KeyboardEvent, isTouch: boolean): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  // 229: some input methods confirm a word with an Enter that no longer says isComposing.
  if (event.keyCode === 229) return false;
  return !isTouch || event.ctrlKey || event.metaKey;
}

interface SendButtonProps {
  readonly label: string;
  readonly canSend: boolean;
  readonly onSend: () => void;
}

function SendButton({ label, canSend, onSend }: SendButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      // aria-disabled, not disabled: the focus must not fall out of the page.
      aria-disabled={!canSend}
      // A tap must not take the focus, and with it the soft keyboard, from the text.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onSend}
      className={`grid size-11 shrink-0 place-items-center rounded-lg transition-colors ${
        canSend ? "text-accent hover:bg-accent-wash" : "text-ink-soft"
      }`}
    >
      <SendHorizontal aria-hidden="true" className="size-5 rtl:-scale-x-100" />
    </button>
  );
}
