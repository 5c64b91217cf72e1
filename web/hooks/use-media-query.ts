"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Follows a media query; false in the pre-rendered page. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

/** Two panes side by side; the same width as Tailwind's `md`. */
export const WIDE = "(width >= 48rem)";
/** A finger, not a mouse: Enter is a newline there. */
export const TOUCH = "(hover: none) and (pointer: coarse)";
