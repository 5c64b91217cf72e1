/** The texts of the settings, in every language: they come with that dialog and not before. */
import { deSettings } from "./de-settings.ts";
import { enSettings } from "./en-settings.ts";
import { inLanguage } from "./text.ts";

export type SettingsCatalogue = typeof enSettings;

export const settingsText = inLanguage<SettingsCatalogue>({ en: enSettings, de: deSettings });
