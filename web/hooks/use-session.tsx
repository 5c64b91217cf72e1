"use client";

import type { ReactNode } from "react";
import { createContext, useContext, useEffect, useSyncExternalStore } from "react";

import type { ChatState } from "../store/chat-state.ts";
import type { ChatSession } from "./chat-session.ts";
import type { SessionView } from "./session-view.ts";
import { STARTING_VIEW } from "./session-view.ts";

const SessionContext = createContext<ChatSession | null>(null);

interface SessionProviderProps {
  readonly session: ChatSession;
  readonly children: ReactNode;
}

/** Opens the session once the page lives in a browser. */
export function SessionProvider({ session, children }: SessionProviderProps) {
  useEffect(() => {
    // Never rejects: it tries until a node answers.
    void session.open();
  }, [session]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The verbs. */
export function useSession(): ChatSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

/** What the page knows; the pre-rendered page knows nothing. */
export function useSessionView(): SessionView {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.view, () => STARTING_VIEW);
}

export function useChat(): ChatState {
  return useSessionView().chat;
}
