"use client";

/** An invitation is in the address (?invite=…) and nowhere else: whoever has the link has the secret. */
import { useEffect, useState } from "react";

import { accountClient } from "./account-client.ts";

export function invitationHref(origin: string, secret: string): string {
  return `${origin}/?invite=${encodeURIComponent(secret)}`;
}

/** Empty: none. */
export function invitation(): string {
  return new URLSearchParams(location.search).get("invite") ?? "";
}

/** It was used: a reload is no second try. */
export function forgetInvitation(): void {
  if (invitation() !== "") history.replaceState(null, "", "/");
}

/** Whether the servers take it. "unknown": none said so yet; the sign-up will tell. */
export function useInvitation(): "none" | "unknown" | "good" | "over" {
  const [secret] = useState(invitation);
  const [state, setState] = useState<"unknown" | "good" | "over">("unknown");
  useEffect(() => {
    if (secret === "") return undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        const { isInviteValid } = await accountClient().getSignUp(secret);
        if (!isOver) setState(isInviteValid ? "good" : "over");
      } catch {
        // The page says nothing about it, and the sign-up itself brings the answer.
      }
    };
    void ask();
    return () => {
      isOver = true;
    };
  }, [secret]);
  return secret === "" ? "none" : state;
}
