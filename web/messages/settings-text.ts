/** The texts of the settings, in every language: they come with that dialog and not before. */
import { deSettings } from "./de-settings.ts";
import { enSettings } from "./en-settings.ts";
import { language, type Language } from "./text.ts";

export type SettingsCatalogue = typeof enSettings;

const CATALOGUES: Readonly<Record<Language, SettingsCatalogue>> = {
  en: enSettings,
  de: deSettings,
};

export function settingsText(): SettingsCatalogue {
  return CATALOGUES[language];
}
