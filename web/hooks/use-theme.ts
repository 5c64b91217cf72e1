"use client";

import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";

/** public/theme.js reads the same key before the first paint. */
const THEME_KEY = "parley-theme";
const CHANGED = "parley-theme";

function read(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
}

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

function choose(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem(THEME_KEY);
    else localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
  dispatchEvent(new Event(CHANGED));
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore<Theme>(subscribe, read, () => "system"), choose];
}
