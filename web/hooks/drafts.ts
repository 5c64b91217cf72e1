"use client";

/** Unsent text per person and conversation. Kept in this browser; leaving and coming back finds it again. */
import { useSyncExternalStore } from "react";

const CHANGED = "parley-draft";

function keyOf(userId: string, conversationId: string): string {
  return `parley-draft:${userId}:${conversationId}`;
}

export function readDraft(userId: string, conversationId: string): string {
  try {
    return localStorage.getItem(keyOf(userId, conversationId)) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(userId: string, conversationId: string, draft: string): void {
  try {
    if (draft === "") localStorage.removeItem(keyOf(userId, conversationId));
    else localStorage.setItem(keyOf(userId, conversationId), draft);
  } catch {
    // Storage may be full or forbidden; the text then lives as long as its composer.
  }
  dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  addEventListener("storage", listener);
  return () => {
    removeEventListener(CHANGED, listener);
    removeEventListener("storage", listener);
  };
}

export function useHasDraft(userId: string, conversationId: string): boolean {
  return useSyncExternalStore(
    subscribe,
    () => readDraft(userId, conversationId).trim() !== "",
    () => false,
  );
}
