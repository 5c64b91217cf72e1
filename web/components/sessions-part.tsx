"use client";

import type { SessionInfo } from "@parley/client/account-calls.ts";
import { MonitorSmartphone } from "lucide-react";
import { useCallback } from "react";

import { useAccountWork } from "../hooks/use-account-work.ts";
import { useLookUp } from "../hooks/use-look-up.ts";
import { fullTime } from "../messages/dates.ts";
import { settingsText } from "../messages/settings-text.ts";
import { Button } from "./button.tsx";
import { LookUpState } from "./look-up-state.tsx";
import { SettingsOutcome, SettingsSection } from "./settings-section.tsx";

/** Locators: list "Where you are signed in", each entry with a button "Sign out …" but the one marked "This one". */
export function SessionsPart() {
  const { client, problem, isBusy, run } = useAccountWork();
  const load = useCallback(
    async () => ({ items: await client.listSessions(), nextCursor: "" }),
    [client],
  );
  const sessions = useLookUp(load);
  const words = settingsText().sessions;
  const end = async (work: Parameters<typeof run>[0]): Promise<void> => {
    await run(work);
    sessions.again();
  };
  return (
    <SettingsSection title={words.title} detail={words.detail}>
      <ul aria-label={words.title} className="flex flex-col gap-1 empty:hidden">
        {sessions.items.map((one) => (
          <SessionRow
            key={one.id}
            session={one}
            isBusy={isBusy}
            onEnd={() => void end((accounts) => accounts.endSession(one.id))}
          />
        ))}
      </ul>
      <LookUpState
        lookUp={sessions}
        loading={words.loading}
        none={words.none}
        failed={words.failed}
      />
      <SettingsOutcome problem={problem} done="" />
      {sessions.items.length > 1 && (
        <Button
          look="outline"
          aria-disabled={isBusy}
          onClick={() => void end((accounts) => accounts.endOtherSessions())}
          className="mt-3"
        >
          {words.endOthers}
        </Button>
      )}
    </SettingsSection>
  );
}

interface SessionRowProps {
  readonly session: SessionInfo;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session, isBusy, onEnd }: SessionRowProps) {
  const words = settingsText().sessions;
  const label = session.label === "" ? words.unnamed : session.label;
  const since = words.since(fullTime(session.createdMs));
  return (
    <li className="border-line flex min-h-14 items-center gap-3 rounded-xl border px-3 py-1.5">
      <MonitorSmartphone aria-hidden="true" className="text-ink-soft size-5 shrink-0" />
      <div className="min-w-0 flex-1">
        <bdi className="block truncate text-sm font-medium">{label}</bdi>
        <p className="text-ink-soft text-xs">{since}</p>
      </div>
      {session.current ? (
        <span className="bg-accent-wash rounded-full px-3 py-1 text-xs font-semibold">
          {words.current}
        </span>
      ) : (
        <Button
          look="outline"
          aria-disabled={isBusy}
          aria-label={words.endOne(label, since)}
          onClick={onEnd}
          className="text-sm"
        >
          {words.end}
        </Button>
      )}
    </li>
  );
}
