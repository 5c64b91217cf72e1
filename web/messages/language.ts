/**
 * Which language the page speaks. `lang` of <html> is what is wanted (public/first-paint.js sets it before the first paint);
 * what is spoken follows when its catalogue is here.
 */
import { en } from "./en.ts";
import { language, speak, type Catalogue, type Language } from "./text.ts";

/** public/first-paint.js reads the same key. */
const LANGUAGE_KEY = "parley-language";
const CHANGED = "parley-language";

const CATALOGUES: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: () => Promise.resolve(en),
  de: async () => (await import("./de.ts")).de,
};

export function onLanguage(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

/** Null: its texts are on their way. */
export function spokenLanguage(): Language | null {
  return wanted() === language ? language : null;
}

/** Fetches what is wanted at the start. Never rejects: without the texts the page goes on in the language it speaks. */
export async function learnLanguage(): Promise<void> {
  const next = wanted();
  if (next === language) return;
  try {
    speak(next, await CATALOGUES[next]());
  } catch {
    document.documentElement.lang = language;
  }
  dispatchEvent(new Event(CHANGED));
}

/** Rejects when the texts could not be fetched: then nothing has changed. */
export async function chooseLanguage(next: Language): Promise<void> {
  speak(next, await CATALOGUES[next]());
  document.documentElement.lang = next;
  try {
    localStorage.setItem(LANGUAGE_KEY, next);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
  dispatchEvent(new Event(CHANGED));
}

function wanted(): Language {
  return document.documentElement.lang === "de" ? "de" : "en";
}
