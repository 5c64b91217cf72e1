"use client";

import { useState } from "react";

import { choicesOf, usePreference } from "../hooks/use-preference.ts";
import { chooseLanguage } from "../messages/language.ts";
import { settingsText } from "../messages/settings-text.ts";
import type { Language } from "../messages/text.ts";
import { language } from "../messages/text.ts";
import { Choice } from "./choice.tsx";

/** Each in its own words, so that whoever cannot read the others finds theirs. */
const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

/** Locators: groups "Theme", "Density", "Language", each of radio buttons. */
export function AppearancePart() {
  const [theme, chooseTheme] = usePreference("theme");
  const [density, chooseDensity] = usePreference("density");
  const [isMissing, setMissing] = useState(false);
  const words = settingsText().appearance;
  const speakLanguage = async (next: Language): Promise<void> => {
    try {
      await chooseLanguage(next);
      setMissing(false);
    } catch {
      setMissing(true);
    }
  };
  return (
    <div className="flex flex-col gap-6">
      <Choice
        label={words.theme}
        values={choicesOf("theme")}
        chosen={theme}
        nameOf={(value) => words.themes[value]}
        onChoose={chooseTheme}
      />
      <Choice
        label={words.density}
        detail={words.densityDetail}
        values={choicesOf("density")}
        chosen={density}
        nameOf={(value) => words.densities[value]}
        onChoose={chooseDensity}
      />
      <Choice
        label={words.language}
        values={["en", "de"]}
        chosen={language}
        nameOf={(value) => LANGUAGES[value]}
        onChoose={(next) => void speakLanguage(next)}
      />
      <p role="alert" className="text-danger text-sm empty:hidden">
        {isMissing ? words.languageMissing : ""}
      </p>
    </div>
  );
}
