/** The texts of search, switcher and help, in every language: they come with those dialogs and not before. */
import { deFind } from "./de-find.ts";
import { enFind } from "./en-find.ts";
import { inLanguage } from "./text.ts";

export type FindCatalogue = typeof enFind;

export const findText = inLanguage<FindCatalogue>({ en: enFind, de: deFind });
