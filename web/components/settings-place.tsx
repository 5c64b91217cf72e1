"use client";

import type { ReactNode } from "react";
import { createContext, Suspense, useContext, useState } from "react";

import { SettingsDialog } from "./later.ts";

export type SettingsPart = "appearance" | "account" | "sessions" | "invites";

/** Of the button; there is one on each page. */
export const OPENS_SETTINGS = "opens-settings";

const OpenSettings = createContext<(part: SettingsPart) => void>(() => undefined);

/** Opens the settings from anywhere below. */
export function useOpenSettings(): (part: SettingsPart) => void {
  return useContext(OpenSettings);
}

/** Above the language, so that the dialog stays while everything else begins anew in another one. */
export function SettingsPlace({ children }: { readonly children: ReactNode }) {
  const [part, setPart] = useState<SettingsPart | null>(null);
  return (
    <OpenSettings value={setPart}>
      {children}
      <Suspense>
        {part !== null && <SettingsDialog first={part} onClose={() => setPart(null)} />}
      </Suspense>
    </OpenSettings>
  );
}
