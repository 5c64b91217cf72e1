/**
 * The catalogue in force. English is part of the page; language.ts fetches another one and puts it here. Components read
 * `text` while they render, so nothing may keep a piece of it for longer.
 */
import { en } from "./en.ts";

export type Catalogue = typeof en;
export type Language = "en" | "de";

const LOCALES: Readonly<Record<Language, string>> = { en: "en-GB", de: "de-DE" };

// Mutable on purpose: every module sees the change, where a hook in each component would say no more.
export let text: Catalogue = en;
export let language: Language = "en";
export let locale = LOCALES.en;

export function speak(next: Language, catalogue: Catalogue): void {
  text = catalogue;
  language = next;
  locale = LOCALES[next];
}

/** Texts that come with a part of the page, in every language: whatever is in force when they are asked for. */
export function inLanguage<Texts>(catalogues: Readonly<Record<Language, Texts>>): () => Texts {
  return () => catalogues[language];
}
