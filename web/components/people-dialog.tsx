"use client";

import type { KeyboardEvent, RefObject } from "react";
import { useRef, useState } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import { usePeople } from "../hooks/use-people.ts";
import { useChat, useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import type { Account } from "../store/chat-state.ts";
import { Avatar } from "./avatar.tsx";
import { Dialog } from "./dialog.tsx";
import type { Gathering } from "./group-picker.tsx";
import { GatherButton, GroupFoot, useGathering } from "./group-picker.tsx";
import { LookUpState } from "./look-up-state.tsx";

/**
 * Whom to write to: a name opens the conversation with that person, the sign beside it gathers several for a group.
 * Locators: dialog "New message", searchbox "Find people", list "People" with one button a person, named by their name,
 * and one "Add <name> to a group"; button "Start a group of <n>". Enter takes the first; arrow keys go through the list.
 */
export function PeopleDialog({ onClose }: { readonly onClose: () => void }) {
  const session = useSession();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const gathering = useGathering();
  const { group } = gathering;
  const list = useRef<HTMLUListElement>(null);
  const people = usePeople(typed);
  const open = async (what: string, opened: Promise<string>): Promise<void> => {
    setChosen(what);
    try {
      showConversation(await opened);
      onClose();
    } catch {
      // The person is gone, or the cluster refused; the list is still here to choose from.
      setChosen(null);
    }
  };
  const choose = (id: string): void =>
    void open(
      id,
      session.openBy((client) => client.openDirect(id)),
    );
  const startGroup = (): void => {
    const ids = group.map(({ id }) => id);
    void open(
      "group",
      session.openBy((client) => client.openGroup(ids)),
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const first = people.state === "ready" ? people.items[0] : undefined;
    const isEnter = event.key === "Enter" && !event.nativeEvent.isComposing;
    if (isEnter && first !== undefined) choose(first.id);
    else moveIn(list.current, event);
  };
  return (
    <Dialog title={text.people.title} onClose={onClose}>
      <SearchField typed={typed} onType={setTyped} onKeyDown={onKeyDown} />
      <PeopleList
        people={people}
        gathering={gathering}
        chosen={chosen}
        onChoose={choose}
        listRef={list}
      />
      {group.length > 0 && (
        <GroupFoot group={group} isBusy={chosen === "group"} onStart={startGroup} />
      )}
    </Dialog>
  );
}

interface PeopleListProps {
  readonly people: ReturnType<typeof usePeople>;
  readonly gathering: Gathering;
  /** Id of the account whose conversation is being opened. */
  readonly chosen: string | null;
  readonly onChoose: (id: string) => void;
  readonly listRef: RefObject<HTMLUListElement | null>;
}

function PeopleList({ people, gathering, chosen, onChoose, listRef }: PeopleListProps) {
  const me = useChat().me;
  return (
    <div className="min-h-40 flex-1 overflow-y-auto px-3 pb-3">
      <ul ref={listRef} aria-label={text.people.results}>
        {people.items.map((account) => (
          <li key={account.id} className="flex items-center">
            <PersonButton
              account={account}
              isBusy={chosen === account.id}
              onChoose={() => onChoose(account.id)}
              onKeyDown={(event) => moveIn(listRef.current, event)}
            />
            {account.id !== me?.id && (
              <GatherButton
                account={account}
                isIn={gathering.group.some(({ id }) => id === account.id)}
                onToggle={() => gathering.toggle(account)}
              />
            )}
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
  );
}

interface SearchFieldProps {
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
}

function SearchField({ typed, onType, onKeyDown }: SearchFieldProps) {
  return (
    <div className="px-5 pt-1 pb-3">
      <input
        type="search"
        data-first-focus
        value={typed}
        onChange={(event) => onType(event.target.value)}
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
      className="hover:bg-hover flex min-h-12 min-w-0 flex-1 items-center gap-3 rounded-lg px-2 text-start aria-busy:opacity-60"
    >
      <Avatar id={account.id} name={account.name} />
      <bdi className="truncate font-medium">{account.name}</bdi>
    </button>
  );
}
