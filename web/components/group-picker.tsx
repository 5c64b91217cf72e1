"use client";

/** Several people gathered for a group conversation. */
import { UserRoundCheck, UserRoundPlus } from "lucide-react";
import { useState } from "react";

import { text } from "../messages/text.ts";
import type { Account } from "../store/chat-state.ts";
import { Button } from "./button.tsx";

export interface Gathering {
  readonly group: readonly Account[];
  readonly toggle: (account: Account) => void;
}

export function useGathering(): Gathering {
  const [group, setGroup] = useState<readonly Account[]>([]);
  const toggle = (account: Account): void =>
    setGroup((before) => {
      const without = before.filter(({ id }) => id !== account.id);
      return without.length < before.length ? without : [...before, account];
    });
  return { group, toggle };
}

/** With the person who starts it a group has 3 to 9 (docs/limits.md). */
const OTHERS_MIN = 2;
const OTHERS_MAX = 8;

interface GroupFootProps {
  readonly group: readonly Account[];
  readonly isBusy: boolean;
  readonly onStart: () => void;
}

export function GroupFoot({ group, isBusy, onStart }: GroupFootProps) {
  const isRight = group.length >= OTHERS_MIN && group.length <= OTHERS_MAX;
  return (
    <div className="border-line flex flex-col gap-2 border-t p-4">
      <p className="text-ink-soft text-sm">
        <bdi>{group.map(({ name }) => name).join(", ")}</bdi>
        {group.length < OTHERS_MIN && ` – ${text.people.oneMore}`}
        {group.length > OTHERS_MAX && ` – ${text.people.tooMany(OTHERS_MAX)}`}
      </p>
      <Button
        look="primary"
        aria-disabled={!isRight || isBusy}
        onClick={() => {
          if (isRight && !isBusy) onStart();
        }}
      >
        {text.people.startGroup(group.length + 1)}
      </Button>
    </div>
  );
}

interface GatherButtonProps {
  readonly account: Account;
  readonly isIn: boolean;
  readonly onToggle: () => void;
}

export function GatherButton({ account, isIn, onToggle }: GatherButtonProps) {
  const Icon = isIn ? UserRoundCheck : UserRoundPlus;
  return (
    <Button
      look="quiet"
      aria-pressed={isIn}
      aria-label={text.people.gather(account.name)}
      title={text.people.gather(account.name)}
      onClick={onToggle}
      className={isIn ? "text-accent" : ""}
    >
      <Icon aria-hidden="true" className="size-4.5" />
    </Button>
  );
}
