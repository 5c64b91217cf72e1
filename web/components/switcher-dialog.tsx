"use client";

import { Hash, Users } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useEffect, useId, useRef, useState } from "react";

import { showConversation } from "../hooks/conversation-address.ts";
import type { Goal } from "../hooks/use-goals.ts";
import { useGoals } from "../hooks/use-goals.ts";
import { useSession } from "../hooks/use-session.tsx";
import { findText } from "../messages/find-text.ts";
import { Avatar } from "./avatar.tsx";
import { Dialog } from "./dialog.tsx";
import { UnreadPill } from "./unread-pill.tsx";

/**
 * Locators: dialog "Go to", combobox "Conversation or person", listbox "Conversations and people" with one option each.
 * The focus stays in the field; arrow keys choose, Enter opens.
 */
export function SwitcherDialog({ onClose }: { readonly onClose: () => void }) {
  const session = useSession();
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const [hasFailed, setFailed] = useState(false);
  const goals = useGoals(typed);
  const at = Math.min(chosen, goals.length - 1);
  const { switcher } = findText();
  const open = async ({ conversationId, accountId }: Goal): Promise<void> => {
    setFailed(false);
    try {
      const id =
        conversationId ?? (await session.openBy((client) => client.openDirect(accountId ?? "")));
      onClose();
      showConversation(id);
    } catch {
      setFailed(true);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || goals.length === 0) return;
    const goal = goals[at];
    if (event.key === "ArrowDown") setChosen((at + 1) % goals.length);
    else if (event.key === "ArrowUp") setChosen((at + goals.length - 1) % goals.length);
    else if (event.key === "Enter" && goal !== undefined) void open(goal);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={switcher.title} onClose={onClose}>
      <div className="px-5 pt-1 pb-3">
        <input
          role="combobox"
          data-first-focus
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          aria-label={switcher.field}
          aria-describedby={`${listId}-hint`}
          aria-expanded={goals.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={goals.length > 0 ? `${listId}-${String(at)}` : undefined}
          placeholder={switcher.field}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          className="border-field-line bg-surface placeholder:text-ink-soft h-11 w-full rounded-lg border px-3 text-base"
        />
        <p id={`${listId}-hint`} className="text-ink-soft mt-1.5 text-xs">
          {switcher.hint}
        </p>
        <p role="alert" className="text-danger pt-1 text-sm empty:hidden">
          {hasFailed ? switcher.failed : ""}
        </p>
      </div>
      <GoalList id={listId} goals={goals} at={at} onOpen={(goal) => void open(goal)} />
    </Dialog>
  );
}

interface GoalListProps {
  readonly id: string;
  readonly goals: readonly Goal[];
  readonly at: number;
  readonly onOpen: (goal: Goal) => void;
}

function GoalList({ id, goals, at, onOpen }: GoalListProps) {
  const { switcher } = findText();
  return (
    <div className="min-h-40 flex-1 overflow-y-auto px-3 pb-3">
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- the list of a combobox; a select opens nothing here */}
      <div role="listbox" id={id} aria-label={switcher.results}>
        {goals.map((goal, place) => (
          <Option
            key={goal.key}
            id={`${id}-${String(place)}`}
            goal={goal}
            isChosen={place === at}
            onOpen={() => onOpen(goal)}
          />
        ))}
      </div>
      <output className="text-ink-soft block px-3 py-2 text-center text-sm empty:hidden">
        {goals.length === 0 ? switcher.none : ""}
      </output>
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly goal: Goal;
  readonly isChosen: boolean;
  readonly onOpen: () => void;
}

function Option({ id, goal, isChosen, onOpen }: OptionProps) {
  const ref = useRef<HTMLDivElement>(null);
  const Sign = goal.kind === "group" ? Users : Hash;
  useEffect(() => {
    if (isChosen) ref.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the keys are the field's
    <div
      ref={ref}
      id={id}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- see the list
      role="option"
      aria-selected={isChosen}
      onClick={onOpen}
      className={`flex min-h-12 cursor-pointer items-center gap-3 rounded-lg px-2 ${
        isChosen ? "bg-accent-wash" : "hover:bg-hover"
      }`}
    >
      {goal.peerId === null ? (
        <span className="text-ink-soft grid size-9 shrink-0 place-items-center">
          <Sign aria-hidden="true" className="size-5" />
        </span>
      ) : (
        <Avatar id={goal.peerId} name={goal.name} />
      )}
      <span className="min-w-0 flex-1">
        <bdi className={`block truncate ${goal.unread > 0 ? "font-bold" : "font-medium"}`}>
          {goal.name}
        </bdi>
        {goal.conversationId === null && (
          <span className="text-ink-soft block text-xs">{findText().switcher.person}</span>
        )}
      </span>
      <UnreadPill count={goal.unread} />
    </div>
  );
}
