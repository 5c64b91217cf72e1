"use client";

import type { FormEvent } from "react";
import { useState } from "react";

import { newPasswordProblem } from "../hooks/account-problems.ts";
import { useAccountWork } from "../hooks/use-account-work.ts";
import { useChat, useSession } from "../hooks/use-session.tsx";
import { settingsText } from "../messages/settings-text.ts";
import { signText } from "../messages/sign-text.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { SettingsOutcome, SettingsSection } from "./settings-section.tsx";

/**
 * Locators: textbox "Display name" with button "Save name"; "Current password", "New password" with "Change password";
 * "Password, to delete your account" with "Delete my account".
 */
export function AccountPart({ onGone }: { readonly onGone: () => void }) {
  return (
    <>
      <DisplayName />
      <NewPassword />
      <Deletion onGone={onGone} />
    </>
  );
}

const NAME_MAX_CHARACTERS = 32;

function DisplayName() {
  const session = useSession();
  const { me, accounts } = useChat();
  const { problem, isBusy, say, run } = useAccountWork();
  const account = accounts.get(me?.id ?? "") ?? me;
  const [name, setName] = useState(account?.displayName ?? "");
  const [isDone, setDone] = useState(false);
  const words = settingsText().account;
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setDone(false);
    if (Array.from(name.trim()).length > NAME_MAX_CHARACTERS) {
      say(signText().errors.nameLong);
      return;
    }
    setDone(await run(async (client) => session.meet([await client.setProfile(name.trim())])));
  };
  return (
    <SettingsSection title={words.name} detail={words.nameDetail(me?.name ?? "")}>
      <form noValidate onSubmit={save} className="flex flex-col gap-3">
        <Field
          label={words.displayName}
          error=""
          value={name}
          placeholder={me?.name}
          autoComplete="nickname"
          onChange={(event) => setName(event.target.value)}
        />
        <SettingsOutcome problem={problem} done={isDone ? words.nameSaved : ""} />
        <Button type="submit" look="outline" aria-disabled={isBusy} className="self-start">
          {words.saveName}
        </Button>
      </form>
    </SettingsSection>
  );
}

function NewPassword() {
  const { problem, isBusy, say, run } = useAccountWork();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [ended, setEnded] = useState<number | null>(null);
  const words = settingsText().account;
  const change = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setEnded(null);
    const early = old === "" ? words.oldMissing : newPasswordProblem(next);
    if (early !== "") {
      say(early);
      return;
    }
    const isDone = await run(async (client) => setEnded(await client.changePassword(old, next)));
    if (isDone) {
      setOld("");
      setNext("");
    }
  };
  return (
    <SettingsSection title={words.password} detail={words.passwordDetail}>
      <form noValidate onSubmit={change} className="flex flex-col gap-3">
        <Field
          label={words.oldPassword}
          error=""
          type="password"
          autoComplete="current-password"
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
        <Field
          label={words.newPassword}
          rule={signText().passwordRule}
          error=""
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        <SettingsOutcome
          problem={problem}
          done={ended === null ? "" : words.passwordChanged(ended)}
        />
        <Button type="submit" look="outline" aria-disabled={isBusy} className="self-start">
          {words.changePassword}
        </Button>
      </form>
    </SettingsSection>
  );
}

function Deletion({ onGone }: { readonly onGone: () => void }) {
  const session = useSession();
  const { problem, isBusy, say, run } = useAccountWork();
  const [password, setPassword] = useState("");
  const { account: words, errors } = settingsText();
  const remove = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (password === "") {
      say(errors.passwordAgain);
      return;
    }
    if (await run((client) => client.deleteAccount(password))) {
      // The session ended with the account.
      await session.signOut();
      onGone();
    }
  };
  return (
    <SettingsSection title={words.deletion} detail={words.deletionDetail}>
      <form noValidate onSubmit={remove} className="flex flex-col gap-3">
        <Field
          label={words.deletionPassword}
          error=""
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <SettingsOutcome problem={problem} done="" />
        <Button type="submit" look="danger" aria-disabled={isBusy} className="self-start">
          {words.delete}
        </Button>
      </form>
    </SettingsSection>
  );
}
