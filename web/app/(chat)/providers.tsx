"use client";

import type { ReactNode } from "react";
import { useState } from "react";

import { InLanguage } from "../../components/in-language.tsx";
import { SettingsPlace } from "../../components/settings-place.tsx";
import { browserClient } from "../../hooks/browser-client.ts";
import { ChatSession } from "../../hooks/chat-session.ts";
import { SessionProvider } from "../../hooks/use-session.tsx";

/** The composition root: one session for as long as the page lives. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [session] = useState(() => new ChatSession(browserClient));
  return (
    <SessionProvider session={session}>
      <SettingsPlace>
        <InLanguage>{children}</InLanguage>
      </SettingsPlace>
    </SessionProvider>
  );
}
