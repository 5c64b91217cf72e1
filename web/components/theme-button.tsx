"use client";

import { Moon, Sun, SunMoon } from "lucide-react";

import type { Theme } from "../hooks/use-theme.ts";
import { useTheme } from "../hooks/use-theme.ts";
import { text } from "../messages/text.ts";
import { Button } from "./button.tsx";

const NEXT: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const ICONS = { system: SunMoon, light: Sun, dark: Moon };

/** System, light, dark, and round again. */
export function ThemeButton() {
  const [theme, choose] = useTheme();
  const Icon = ICONS[theme];
  const label = text.theme.next(text.theme[theme]);
  return (
    <Button look="quiet" onClick={() => choose(NEXT[theme])} aria-label={label} title={label}>
      <Icon aria-hidden="true" className="size-5" />
    </Button>
  );
}
