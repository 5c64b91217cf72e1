"use client";

import type { Invite } from "@parley/client/account-calls.ts";
import { Copy } from "lucide-react";
import type { FormEvent } from "react";
import { useCallback, useState } from "react";

import { invitationHref } from "../hooks/invitation.ts";
import { useAccountWork } from "../hooks/use-account-work.ts";
import { useLookUp } from "../hooks/use-look-up.ts";
import { fullTime } from "../messages/dates.ts";
import { settingsText } from "../messages/settings-text.ts";
import { Button } from "./button.tsx";
import { Choice } from "./choice.tsx";
import { LookUpState } from "./look-up-state.tsx";
import { SettingsOutcome, SettingsSection } from "./settings-section.tsx";

const DAY_MS = 24 * 3600 * 1000;
const DAYS = ["1", "7", "30"] as const;
const USES = ["1", "10", "100"] as const;

/**
 * Locators: groups "Good for" and "Accounts", button "Make an invite link"; then textbox "Invite link" with "Copy link"; list
 * "Open invites", each entry with "Revoke …".
 */
export function InvitesPart() {
  const { client, problem, isBusy, run } = useAccountWork();
  const [link, setLink] = useState("");
  const load = useCallback(
    async () => ({ items: await client.listInvites(), nextCursor: "" }),
    [client],
  );
  const open = useLookUp(load);
  const words = settingsText().invites;
  const make = async (uses: number, validMs: number): Promise<void> => {
    await run(async (accounts) => {
      const { secret } = await accounts.createInvite({ uses, validMs });
      setLink(invitationHref(location.origin, secret));
    });
    open.again();
  };
  const revoke = async (id: string): Promise<void> => {
    await run((accounts) => accounts.revokeInvite(id));
    setLink("");
    open.again();
  };
  return (
    <>
      <SettingsSection title={words.title} detail={words.detail}>
        <NewInvite isBusy={isBusy} onMake={(uses, validMs) => void make(uses, validMs)} />
        <SettingsOutcome problem={problem} done="" />
        {link !== "" && <InviteLink link={link} />}
      </SettingsSection>
      <SettingsSection title={words.open} detail={words.openDetail}>
        <ul aria-label={words.open} className="flex flex-col gap-1 empty:hidden">
          {open.items.map((invite) => (
            <InviteRow
              key={invite.id}
              invite={invite}
              isBusy={isBusy}
              onRevoke={() => void revoke(invite.id)}
            />
          ))}
        </ul>
        <LookUpState
          lookUp={open}
          loading={words.loading}
          none={words.none}
          failed={words.failed}
        />
      </SettingsSection>
    </>
  );
}

interface NewInviteProps {
  readonly isBusy: boolean;
  readonly onMake: (uses: number, validMs: number) => void;
}

function NewInvite({ isBusy, onMake }: NewInviteProps) {
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [uses, setUses] = useState<(typeof USES)[number]>("1");
  const words = settingsText().invites;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isBusy) onMake(Number(uses), Number(days) * DAY_MS);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Choice
        label={words.goodFor}
        values={DAYS}
        chosen={days}
        nameOf={(value) => words.days(Number(value))}
        onChoose={setDays}
      />
      <Choice
        label={words.accounts}
        values={USES}
        chosen={uses}
        nameOf={(value) => value}
        onChoose={setUses}
      />
      <Button type="submit" look="primary" aria-disabled={isBusy} className="self-start">
        {words.make}
      </Button>
    </form>
  );
}

function InviteLink({ link }: { readonly link: string }) {
  const [state, setState] = useState<"shown" | "copied" | "refused">("shown");
  const words = settingsText().invites;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link);
      setState("copied");
    } catch {
      // On plain http there is no clipboard; the link can still be marked.
      setState("refused");
    }
  };
  return (
    <div className="mt-4 flex flex-col gap-2">
      <label className="flex flex-col gap-1.5 text-sm font-medium">
        {words.link}
        <input
          readOnly
          dir="ltr"
          value={link}
          onFocus={(event) => event.target.select()}
          className="border-field-line bg-sunken h-11 w-full rounded-lg border px-3 font-mono text-xs"
        />
      </label>
      <p className="text-ink-soft text-sm">{words.linkDetail}</p>
      <Button look="outline" onClick={() => void copy()} className="self-start">
        <Copy aria-hidden="true" className="size-4" />
        {words.copy}
      </Button>
      <SettingsOutcome
        problem={state === "refused" ? words.notCopied : ""}
        done={state === "copied" ? words.copied : ""}
      />
    </div>
  );
}

interface InviteRowProps {
  readonly invite: Invite;
  readonly isBusy: boolean;
  readonly onRevoke: () => void;
}

function InviteRow({ invite, isBusy, onRevoke }: InviteRowProps) {
  const words = settingsText().invites;
  const until = words.until(fullTime(invite.expiresMs));
  return (
    <li className="border-line flex min-h-14 items-center gap-3 rounded-xl border px-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">{words.left(invite.usesLeft)}</p>
        <p className="text-ink-soft text-xs">{until}</p>
      </div>
      <Button
        look="outline"
        aria-disabled={isBusy}
        aria-label={words.revokeOne(until)}
        onClick={onRevoke}
        className="text-sm"
      >
        {words.revoke}
      </Button>
    </li>
  );
}
