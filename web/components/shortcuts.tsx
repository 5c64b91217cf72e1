"use client";

import { useEffect } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import { neighbour } from "../hooks/neighbour.ts";
import { useConversations } from "../hooks/use-conversations.ts";
import { useSession } from "../hooks/use-session.tsx";
import { findText } from "../messages/find-text.ts";
import { Dialog } from "./dialog.tsx";
import type { ChatDialog } from "./sidebar.tsx";

interface ShortcutsProps {
  readonly openId: string | null;
  readonly onDialog: (dialog: ChatDialog) => void;
}

/** What the keyboard does anywhere in the chat (product.md §5.6). While a dialog is open its keys are its own. */
export function Shortcuts({ openId, onDialog }: ShortcutsProps) {
  const session = useSession();
  const rows = useConversations();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isDialogOpen()) return;
      const dialog = dialogOf(event);
      if (dialog !== null) {
        onDialog(dialog);
      } else if (isStep(event)) {
        const by = event.key === "ArrowUp" ? -1 : 1;
        const next = neighbour(rows, openId, { by, isUnread: event.shiftKey });
        if (next !== null) showConversation(next);
      } else if (event.key === "Escape" && openId !== null) {
        session.markRead(openId);
      } else {
        return;
      }
      event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [session, rows, openId, onDialog]);
  return null;
}

function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

function dialogOf(event: KeyboardEvent): ChatDialog | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "f" && event.shiftKey) return "searchHere";
  if (key === "k" && !event.shiftKey) return "switcher";
  // Where / needs Shift it comes with it.
  return key === "/" || event.code === "Slash" ? "help" : null;
}

function isStep({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return altKey && !ctrlKey && !metaKey && (key === "ArrowUp" || key === "ArrowDown");
}

const LIST = [
  { key: "switcher", keys: ["Mod", "K"] },
  { key: "search", keys: ["Mod", "Shift", "F"] },
  { key: "previous", keys: ["Alt", "↑"] },
  { key: "next", keys: ["Alt", "↓"] },
  { key: "previousUnread", keys: ["Alt", "Shift", "↑"] },
  { key: "nextUnread", keys: ["Alt", "Shift", "↓"] },
  { key: "read", keys: ["Esc"] },
  { key: "send", keys: ["Enter"] },
  { key: "newline", keys: ["Shift", "Enter"] },
  { key: "editLast", keys: ["↑"] },
  { key: "help", keys: ["Mod", "/"] },
] as const;

const ON_A_MAC: Readonly<Record<string, string>> = { Mod: "⌘", Alt: "⌥", Shift: "⇧" };

/** Locators: dialog "Keyboard shortcuts". */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { help } = findText();
  const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);
  const shown = (key: string): string =>
    isMac ? (ON_A_MAC[key] ?? key) : key === "Mod" ? "Ctrl" : key;
  return (
    <Dialog title={help.title} onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolling by keyboard needs the focus */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">
        <dl>
          {LIST.map(({ key, keys }) => (
            <div
              key={key}
              className="border-line flex min-h-11 items-center justify-between gap-4 border-b last:border-b-0"
            >
              <dt className="text-sm">{help[key]}</dt>
              <dd className="flex shrink-0 gap-1">
                {keys.map((one) => (
                  <kbd
                    key={one}
                    className="border-line bg-sunken rounded-md border px-1.5 py-0.5 font-sans text-xs"
                  >
                    {shown(one)}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
