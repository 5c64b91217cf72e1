"use client";

import { Settings2 } from "lucide-react";

import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";
import { OPENS_SETTINGS, useOpenSettings } from "./settings-place.tsx";

export function SettingsButton() {
  const open = useOpenSettings();
  const label = text.sidebar.settings;
  return (
    <Button
      look="quiet"
      id={OPENS_SETTINGS}
      aria-haspopup="dialog"
      aria-label={label}
      title={label}
      onClick={() => open("appearance")}
    >
      <Settings2 aria-hidden="true" className="size-5" />
    </Button>
  );
}
