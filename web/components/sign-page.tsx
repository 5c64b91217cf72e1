"use client";

import { Eye, EyeOff } from "lucide-react";
import type { FormEvent } from "react";
import { useEffect, useRef, useState } from "react";

import { deviceLabel } from "../hooks/device-label.ts";
import { forgetInvitation, invitation, useInvitation } from "../hooks/invitation.ts";
import type { SignMode, SignProblems } from "../hooks/sign-problems.ts";
import { NO_PROBLEMS, problemsAfter, problemsBefore } from "../hooks/sign-problems.ts";
import { useSession } from "../hooks/use-session.tsx";
import { settingsText } from "../messages/settings-text.ts";
import { signText } from "../messages/sign-text.ts";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { Logo } from "./logo.tsx";
import { SettingsButton } from "./settings-button.tsx";

/**
 * Locators: textbox "Name", textbox "Password" (by label), buttons "Sign in", "Create account",
 * "Create an account" (to sign up), "Sign in instead".
 */
export function SignPage() {
  const [mode, setMode] = useState<SignMode>(() => (invitation() === "" ? "in" : "up"));
  const isNew = mode === "up";
  return (
    <main className="bg-sunken grid min-h-dvh place-items-center p-4">
      <div className="fixed end-2 top-2">
        <SettingsButton />
      </div>
      <div className="rise w-full max-w-sm">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <Logo className="size-14" />
          <div>
            <p className="text-2xl font-bold tracking-tight">{text.product}</p>
            <p className="text-ink-soft">{text.slogan}</p>
          </div>
        </div>
        <section className="border-line bg-raised rounded-2xl border p-6 shadow-sm">
          <h1 className="mb-4 text-lg font-semibold">
            {isNew ? signText().upTitle : signText().inTitle}
          </h1>
          {isNew && <InvitationLine />}
          <SignForm key={mode} mode={mode} />
        </section>
        <p className="text-ink-soft mt-3 text-center text-sm">
          {isNew ? signText().toIn : signText().toUp}
          <button
            type="button"
            onClick={() => setMode(isNew ? "in" : "up")}
            className="text-accent ms-1 min-h-11 rounded px-1 font-semibold underline-offset-4 hover:underline"
          >
            {isNew ? signText().toInAction : signText().toUpAction}
          </button>
        </p>
      </div>
    </main>
  );
}

function InvitationLine() {
  const state = useInvitation();
  if (state === "none" || state === "unknown") return null;
  const isOver = state === "over";
  return (
    <output
      className={`mb-4 block rounded-lg p-3 text-sm ${
        isOver ? "bg-warning-wash text-warning-ink" : "bg-accent-wash"
      }`}
    >
      {isOver ? settingsText().invitation.over : settingsText().invitation.good}
    </output>
  );
}

function SignForm({ mode }: { readonly mode: SignMode }) {
  const session = useSession();
  const nameRef = useRef<HTMLInputElement>(null);
  const passwordRef = useRef<HTMLInputElement>(null);
  const [problems, setProblems] = useState<SignProblems>(NO_PROBLEMS);
  const [isBusy, setBusy] = useState(false);
  const isNew = mode === "up";
  useEffect(() => nameRef.current?.focus(), []);

  const show = (next: SignProblems): void => {
    setProblems(next);
    if (next.name !== "") nameRef.current?.focus();
    else if (next.password !== "" || next.form !== "") passwordRef.current?.focus();
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const name = (nameRef.current?.value ?? "").trim();
    const password = passwordRef.current?.value ?? "";
    const early = problemsBefore(mode, name, password);
    if (early.name !== "" || early.password !== "") {
      show(early);
      return;
    }
    setBusy(true);
    setProblems(NO_PROBLEMS);
    try {
      await (isNew
        ? session.signUp(name, password, { invite: invitation(), label: deviceLabel() })
        : session.signIn(name, password, deviceLabel()));
      forgetInvitation();
    } catch (error) {
      show(problemsAfter(error));
      setBusy(false);
    }
  };

  const label = isNew ? signText().up : signText().in;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label={signText().name}
        rule={isNew ? signText().nameRule : undefined}
        error={problems.name}
        inputRef={nameRef}
        name="name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <PasswordField isNew={isNew} error={problems.password} inputRef={passwordRef} />
      <p role="alert" className="bg-danger-wash text-danger rounded-lg p-3 text-sm empty:hidden">
        {problems.form}
      </p>
      <Button type="submit" look="primary" aria-disabled={isBusy} className="w-full">
        {isBusy ? signText().working : label}
      </Button>
    </form>
  );
}

interface PasswordFieldProps {
  readonly isNew: boolean;
  readonly error: string;
  readonly inputRef: React.Ref<HTMLInputElement>;
}

function PasswordField({ isNew, error, inputRef }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field
      label={signText().password}
      rule={isNew ? signText().passwordRule : undefined}
      error={error}
      inputRef={inputRef}
      name="password"
      type={isShown ? "text" : "password"}
      autoComplete={isNew ? "new-password" : "current-password"}
      trailing={
        <Button
          look="quiet"
          aria-pressed={isShown}
          aria-label={isShown ? signText().hidePassword : signText().showPassword}
          onClick={() => setShown(!isShown)}
          className="absolute inset-e-0 top-0"
        >
          <Icon aria-hidden="true" className="size-5" />
        </Button>
      }
    />
  );
}
