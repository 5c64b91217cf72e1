"use client";

import { Suspense } from "react";

import { useSessionView } from "../hooks/use-session.tsx";
import { text } from "../messages/text.ts";
import { Chat } from "./chat.tsx";
import { SignPage } from "./later.ts";
import { Logo } from "./logo.tsx";

export function ChatPage() {
  const { phase, isStartSlow } = useSessionView();
  switch (phase) {
    case "starting":
      return <StartingPage isSlow={isStartSlow} />;
    case "signedOut":
      return (
        <Suspense fallback={<StartingPage isSlow={false} />}>
          <SignPage />
        </Suspense>
      );
    case "signedIn":
      return <Chat />;
  }
}

/** What the exported page shows until a node has said who we are: usually too short to be read. */
function StartingPage({ isSlow }: { readonly isSlow: boolean }) {
  return (
    <main className="bg-sunken grid min-h-dvh place-items-center">
      <div className="appear-late flex flex-col items-center gap-3">
        <Logo className="size-14" />
        <output className="text-ink-soft">{isSlow ? text.startingTrouble : text.starting}</output>
      </div>
    </main>
  );
}
