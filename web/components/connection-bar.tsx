"use client";

import type { ConnectionLine } from "@parley/client/connection-line.ts";
import { useState } from "react";

import { useConnectionLine } from "../hooks/use-connection-line.ts";
import { useSession } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";

/**
 * The thin line above the composer. It says nothing of trouble shorter than two seconds, and never gets in
 * the way. Locator: data-testid="connection-line" with data-kind; buttons "Try now" and "Sign in".
 */
export function ConnectionBar() {
  const session = useSession();
  const line = useConnectionLine();
  const [wasShown, setWasShown] = useState(false);
  const isShown = line.kind !== "none";
  if (isShown && !wasShown) setWasShown(true);
  const words = lineText(line);
  return (
    <>
      {isShown && (
        <div
          data-testid="connection-line"
          data-kind={line.kind}
          className={`rise mx-3 mb-2 flex min-h-9 items-center justify-between gap-x-3 rounded-lg px-3.5 py-1 text-sm md:mx-5 ${LOOKS[line.kind]}`}
        >
          <span>{words}</span>
          {line.kind === "reconnectingIn" && (
            <LineButton label={text.connection.tryNow} onClick={() => session.tryNow()} />
          )}
          {line.kind === "signedOut" && (
            <LineButton label={text.connection.signIn} onClick={() => session.askToSignIn()} />
          )}
        </div>
      )}
      {/* Said once a change of kind, not once a second while it counts down. */}
      <output aria-live="polite" className="sr-only">
        {isShown ? spoken(line) : wasShown ? text.connection.back : ""}
      </output>
    </>
  );
}

const AMBER = "bg-warning-wash text-warning-ink";
const LOOKS: Readonly<Record<ConnectionLine["kind"], string>> = {
  none: "",
  reconnecting: "bg-sunken text-ink-soft",
  reconnectingIn: AMBER,
  offline: AMBER,
  readOnly: AMBER,
  diskFull: AMBER,
  signedOut: AMBER,
};

function lineText(line: ConnectionLine): string {
  switch (line.kind) {
    case "none":
      return "";
    case "reconnecting":
      return text.connection.reconnecting;
    case "reconnectingIn":
      return text.connection.reconnectingIn(line.seconds);
    case "offline":
      return text.connection.offline(line.waiting);
    case "readOnly":
      return text.connection.readOnly(line.up, line.all);
    case "diskFull":
      return text.connection.diskFull(line.waiting);
    case "signedOut":
      return text.connection.signedOut(line.waiting);
  }
}

function spoken(line: ConnectionLine): string {
  return line.kind === "reconnectingIn" ? text.connection.reconnecting : lineText(line);
}

function LineButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="-me-2 min-h-11 shrink-0 rounded px-2 font-semibold underline underline-offset-4 md:min-h-7"
    >
      {label}
    </button>
  );
}
