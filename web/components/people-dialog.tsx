"use client";

import type { KeyboardEvent } from "react";
import { useRef, useState } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import { usePeople } from "../hooks/use-people.ts";
import { useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import type { Account } from "../store/chat-state.ts";
import { Avatar } from "./avatar.tsx";
import { Dialog } from "./dialog.tsx";
import { LookUpState } from "./look-up-state.tsx";

/**
 * Whom to write to. Locators: dialog "New message", searchbox "Find people", list "People" with one button
 * a person, named by their name. Enter takes the first; arrow keys go through the list.
 */
export function PeopleDialog({ onClose }: { readonly onClose: () => void }) {
  const session = useSession();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const people = usePeople(typed);
  const choose = async (id: string): Promise<void> => {
    setChosen(id);
    try {
      showConversation(await session.openDirect(id));
      onClose();
    } catch {
      // The person is gone, or the cluster refused; the list is still here to choose from.
      setChosen(null);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const first = people.state === "ready" ? people.items[0] : undefined;
    const isEnter = event.key === "Enter" && !event.nativeEvent.isComposing;
    if (isEnter && first !== undefined) void choose(first.id);
    else moveIn(list.current, event);
  };
  return (
    <Dialog title={text.people.title} onClose={onClose}>
      <div className="px-5 pt-1 pb-3">
        <input
          type="search"
          data-first-focus
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label={text.people.search}
          aria-describedby="people-hint"
          placeholder={text.people.search}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="border-field-line bg-surface placeholder:text-ink-soft h-11 w-full rounded-lg border px-3 text-base"
        />
        <p id="people-hint" className="text-ink-soft mt-1.5 text-xs">
          {text.people.hint}
        </p>
      </div>
      <div className="min-h-40 flex-1 overflow-y-auto px-3 pb-3">
        <ul ref={list} aria-label={text.people.results}>
          {people.items.map((account) => (
            <li key={account.id}>
              <PersonButton
                account={account}
                isBusy={chosen === account.id}
                onChoose={() => void choose(account.id)}
                onKeyDown={(event) => moveIn(list.current, event)}
              />
            </li>
          ))}
        </ul>
        <LookUpState
          lookUp={people}
          loading={text.people.loading}
          none={text.people.nobody}
          failed={text.people.failed}
        />
      </div>
    </Dialog>
  );
}

function moveIn(list: HTMLUListElement | null, event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const buttons = [...(list?.querySelectorAll("button") ?? [])];
  const at = buttons.findIndex((button) => button === document.activeElement);
  buttons[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)]?.focus();
  event.preventDefault();
}

interface PersonButtonProps {
  readonly account: Account;
  readonly isBusy: boolean;
  readonly onChoose: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

function PersonButton({ account, isBusy, onChoose, onKeyDown }: PersonButtonProps) {
  return (
    <button
      type="button"
      onClick={onChoose}
      onKeyDown={onKeyDown}
      aria-busy={isBusy}
      className="hover:bg-hover flex min-h-12 w-full items-center gap-3 rounded-lg px-2 text-start aria-busy:opacity-60"
    >
      <Avatar id={account.id} name={account.name} />
      <bdi className="truncate font-medium">{account.name}</bdi>
    </button>
  );
}
