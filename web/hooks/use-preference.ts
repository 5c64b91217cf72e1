"use client";

import { useSyncExternalStore } from "react";

/** How the page looks, by choice of this browser. The first value of each is what holds without a choice. */
const VALUES = {
  theme: ["system", "light", "dark"],
  density: ["comfortable", "compact"],
} as const;

type Preferences = typeof VALUES;
export type Preference = keyof Preferences;
export type Choice<Name extends Preference> = Preferences[Name][number];
export type Theme = Choice<"theme">;

const CHANGED = "parley-preference";

/** A data attribute of <html>, which globals.css reads. public/first-paint.js sets it before the first paint. */
export function usePreference<Name extends Preference>(
  name: Name,
): readonly [Choice<Name>, (value: Choice<Name>) => void] {
  const read = (): Choice<Name> => {
    const value = document.documentElement.dataset[name];
    return choicesOf(name).find((known) => known === value) ?? VALUES[name][0];
  };
  const value = useSyncExternalStore<Choice<Name>>(subscribe, read, () => VALUES[name][0]);
  return [value, (next) => choose(name, next)];
}

export function choicesOf<Name extends Preference>(name: Name): readonly Choice<Name>[] {
  return VALUES[name];
}

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

function choose<Name extends Preference>(name: Name, value: Choice<Name>): void {
  const isDefault = value === VALUES[name][0];
  if (isDefault) delete document.documentElement.dataset[name];
  else document.documentElement.dataset[name] = value;
  try {
    if (isDefault) localStorage.removeItem(`parley-${name}`);
    else localStorage.setItem(`parley-${name}`, value);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
  dispatchEvent(new Event(CHANGED));
}
