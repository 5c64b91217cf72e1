"use client";

import { SendHorizontal } from "lucide-react";
import type { KeyboardEvent, Ref } from "react";
import { useEffect, useImperativeHandle, useRef } from "react";

import { useComposer } from "../hooks/use-composer.ts";
import { TOUCH, useMediaQuery } from "../hooks/use-media-query.ts";
import { text } from "../messages/text.ts";

export interface ComposerHandle {
  /** Puts words back for editing, before what is already written. */
  take(words: string): void;
}

interface ComposerProps {
  readonly userId: string;
  readonly conversationId: string;
  readonly name: string;
  readonly ref: Ref<ComposerHandle>;
}

/**
 * Never disabled: what is written while servers are away waits in the outbox. Mount it with the
 * conversation as key. Locators: textbox "Message", button "Send".
 */
export function Composer({ userId, conversationId, name, ref }: ComposerProps) {
  const isTouch = useMediaQuery(TOUCH);
  const area = useRef<HTMLTextAreaElement>(null);
  const composer = useComposer(userId, conversationId, area);
  const { draft, canSend, overBytes, write, send } = composer;

  useEffect(() => {
    // A finger would get a keyboard it did not ask for.
    if (!matchMedia(TOUCH).matches) area.current?.focus();
  }, []);
  useImperativeHandle(ref, () => ({
    take(words) {
      write(draft === "" ? words : `${words}\n${draft}`);
      area.current?.focus();
    },
  }));
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isSendKey(event, isTouch)) return;
    event.preventDefault();
    void send();
  };

  return (
    <div className="px-3 pb-3 md:px-5 md:pb-5">
      <div className="border-field-line bg-surface focus-within:border-accent focus-within:outline-accent flex items-end gap-1 rounded-xl border shadow-sm focus-within:outline-1">
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          value={draft}
          aria-label={text.composer.label}
          aria-invalid={overBytes > 0}
          aria-describedby="composer-problem"
          placeholder={text.composer.placeholder(name)}
          enterKeyHint={isTouch ? "enter" : "send"}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          className="placeholder:text-ink-soft max-h-[40dvh] min-h-11 min-w-0 flex-1 resize-none bg-transparent px-3.5 py-2.5 text-base leading-6 outline-none"
        />
        <SendButton canSend={canSend} onSend={() => void send()} />
      </div>
      <p id="composer-problem" role="alert" className="text-danger pt-1 text-sm empty:hidden">
        {overBytes > 0 ? text.composer.tooLong(overBytes) : ""}
      </p>
    </div>
  );
}

/** Enter; under a finger only with Ctrl or Cmd, for there Enter is a new line. */
function isSendKey(event: KeyboardEvent, isTouch: boolean): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  // 229: some input methods confirm a word with an Enter that no longer says isComposing.
  if (event.nativeEvent.isComposing || event.keyCode === 229) return false;
  return !isTouch || event.ctrlKey || event.metaKey;
}

interface SendButtonProps {
  readonly canSend: boolean;
  readonly onSend: () => void;
}

function SendButton({ canSend, onSend }: SendButtonProps) {
  return (
    <button
      type="button"
      aria-label={text.composer.send}
      title={text.composer.send}
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
