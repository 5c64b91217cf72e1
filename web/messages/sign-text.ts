/** The texts of signing in and up, in every language: they come with that page and not before. */
import { deSign } from "./de-sign.ts";
import { enSign } from "./en-sign.ts";
import { inLanguage } from "./text.ts";

export type SignCatalogue = typeof enSign;

export const signText = inLanguage<SignCatalogue>({ en: enSign, de: deSign });
