/** The texts of signing in and up, in every language: they come with that page and not before. */
import { deSign } from "./de-sign.ts";
import { enSign } from "./en-sign.ts";
import { language, type Language } from "./text.ts";

export type SignCatalogue = typeof enSign;

const CATALOGUES: Readonly<Record<Language, SignCatalogue>> = { en: enSign, de: deSign };

export function signText(): SignCatalogue {
  return CATALOGUES[language];
}
