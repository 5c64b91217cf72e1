"use client";

import { useEffect, useSyncExternalStore } from "react";

import { learnLanguage, onLanguage, spokenLanguage } from "../messages/language.ts";
import type { Language } from "../messages/text.ts";

/** Null while its texts are on their way. The exported page speaks English. */
export function useLanguage(): Language | null {
  useEffect(() => {
    // Never rejects.
    void learnLanguage();
  }, []);
  return useSyncExternalStore<Language | null>(onLanguage, spokenLanguage, () => "en");
}
