/** The texts of search, switcher and help, in every language: they come with those dialogs and not before. */
import { deFind } from "./de-find.ts";
import { enFind } from "./en-find.ts";
import { language, type Language } from "./text.ts";

export type FindCatalogue = typeof enFind;

const CATALOGUES: Readonly<Record<Language, FindCatalogue>> = { en: enFind, de: deFind };

export function findText(): FindCatalogue {
  return CATALOGUES[language];
}
