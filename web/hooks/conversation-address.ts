"use client";

/**
 * The open conversation is in the address (?c=…), so that links, reload, back and forward work. Changing it
 * asks no server. Next notices pushState but tells nobody, hence the event of our own.
 */
import { useSyncExternalStore } from "react";

const CHANGED = "parley-address";
const LAST_KEY = "parley-last-conversation";

function subscribe(listener: () => void): () => void {
  addEventListener("popstate", listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener("popstate", listener);
    removeEventListener(CHANGED, listener);
  };
}

function read(name = "c"): string | null {
  const id = new URLSearchParams(location.search).get(name);
  return id !== null && /^[0-9]{1,20}$/.test(id) ? id : null;
}

/** Null: none is open. */
export function useConversationAddress(): string | null {
  return useSyncExternalStore(subscribe, read, () => null);
}

/** The message at which to open it (?c=…&m=…). */
export function useMessageAddress(): string | null {
  return useSyncExternalStore(subscribe, readMessage, () => null);
}

function readMessage(): string | null {
  return read("m");
}

export function conversationHref(id: string): string {
  return `/?c=${id}`;
}

export function messageHref(conversationId: string, messageId: string): string {
  return `${conversationHref(conversationId)}&m=${messageId}`;
}

export function showMessage(conversationId: string, messageId: string): void {
  history.pushState(null, "", messageHref(conversationId, messageId));
  remember(conversationId);
  dispatchEvent(new Event(CHANGED));
}

/** Opens a conversation, or the list. `replace` leaves no step to go back to. */
export function showConversation(id: string | null, mode: "push" | "replace" = "push"): void {
  if (read() === id) return;
  const href = id === null ? "/" : conversationHref(id);
  if (mode === "push") history.pushState(null, "", href);
  else history.replaceState(null, "", href);
  if (id !== null) remember(id);
  dispatchEvent(new Event(CHANGED));
}

function remember(id: string): void {
  try {
    localStorage.setItem(LAST_KEY, id);
  } catch {
    // Storage may be full or forbidden; then the next visit opens the newest conversation.
  }
}

/** The conversation of the last visit. */
export function lastConversation(): string | null {
  try {
    return localStorage.getItem(LAST_KEY);
  } catch {
    return null;
  }
}
