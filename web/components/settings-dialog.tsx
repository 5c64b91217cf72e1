"use client";

import type { KeyboardEvent } from "react";
import { useEffect, useId, useState } from "react";

import { useLanguage } from "../hooks/use-language.ts";
import { useSessionView } from "../hooks/use-session.tsx";
import { settingsText } from "../messages/settings-text.ts";
import { AccountPart } from "./account-part.tsx";
import { AppearancePart } from "./appearance-part.tsx";
import { Dialog } from "./dialog.tsx";
import { InvitesPart } from "./invites-part.tsx";
import { SessionsPart } from "./sessions-part.tsx";
import type { SettingsPart } from "./settings-place.tsx";
import { OPENS_SETTINGS } from "./settings-place.tsx";

const WITHOUT_SESSION: readonly SettingsPart[] = ["appearance"];
const OF_ADMINISTRATORS: readonly SettingsPart[] = ["appearance", "account", "sessions", "invites"];
const OF_EVERYBODY: readonly SettingsPart[] = ["appearance", "account", "sessions"];

interface SettingsDialogProps {
  readonly first: SettingsPart;
  readonly onClose: () => void;
}

/**
 * Locators: dialog "Settings" with tabs "Appearance", "Account", "Sessions", and for administrators "Invites".
 */
export function SettingsDialog({ first, onClose }: SettingsDialogProps) {
  // Its words change while it is open.
  useLanguage();
  useFocusBack();
  const shown = useParts();
  const [part, setPart] = useState(first);
  const id = useId();
  const { parts, title } = settingsText();
  return (
    <Dialog title={title} isWide onClose={onClose}>
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div
          role="tablist"
          aria-label={title}
          aria-orientation="vertical"
          tabIndex={-1}
          onKeyDown={moveAmongTabs}
          className="border-line flex shrink-0 gap-1 overflow-x-auto border-b px-3 pt-1 pb-2 md:w-48 md:flex-col md:overflow-x-visible md:border-e md:border-b-0 md:pt-2"
        >
          {shown.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`${id}-${each}`}
              aria-selected={each === part}
              aria-controls={`${id}-panel`}
              tabIndex={each === part ? 0 : -1}
              data-first-focus={each === part ? "" : undefined}
              onClick={() => setPart(each)}
              onFocus={() => setPart(each)}
              className={`min-h-11 shrink-0 rounded-lg px-3 text-start text-sm font-medium ${
                each === part ? "bg-accent-wash text-ink" : "text-ink-soft hover:bg-hover"
              }`}
            >
              {parts[each]}
            </button>
          ))}
        </div>
        <div
          role="tabpanel"
          id={`${id}-panel`}
          aria-labelledby={`${id}-${part}`}
          // Chosen anew with each part, so that it begins at its top.
          key={part}
          className="min-h-0 min-w-0 flex-1 overflow-y-auto px-5 pt-3 pb-6"
        >
          {part === "appearance" && <AppearancePart />}
          {part === "account" && <AccountPart onGone={onClose} />}
          {part === "sessions" && <SessionsPart />}
          {part === "invites" && <InvitesPart />}
        </div>
      </div>
    </Dialog>
  );
}

function useParts(): readonly SettingsPart[] {
  const { phase, chat } = useSessionView();
  if (phase !== "signedIn" || chat.me === null) return WITHOUT_SESSION;
  const { role = "member" } = chat.accounts.get(chat.me.id) ?? chat.me;
  return role === "member" ? OF_EVERYBODY : OF_ADMINISTRATORS;
}

/** The arrow keys of either direction: the tabs stand in a column, on a phone in a row. */
function moveAmongTabs(event: KeyboardEvent<HTMLElement>): void {
  const back = ["ArrowUp", "ArrowLeft"].includes(event.key);
  if (!back && !["ArrowDown", "ArrowRight"].includes(event.key)) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  tabs.at((at + (back ? -1 : 1)) % tabs.length)?.focus();
  event.preventDefault();
}

/** The button that opened it began anew with the language, and what is gone cannot take the focus back. */
function useFocusBack(): void {
  useEffect(
    () => () => {
      if (document.activeElement === document.body)
        document.getElementById(OPENS_SETTINGS)?.focus();
    },
    [],
  );
}
