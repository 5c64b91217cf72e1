/** The texts of the sign-in page, in German. */
import { pluralFor } from "./plural.ts";
import type { SignCatalogue } from "./sign-text.ts";

const plural = pluralFor("de");

export const deSign: SignCatalogue = {
  inTitle: "Willkommen zurück",
  upTitle: "Konto anlegen",
  name: "Name",
  password: "Passwort",
  nameRule: "1 bis 32 Zeichen. Andere sehen ihn.",
  passwordRule: "8 bis 256 Zeichen. Ein paar Wörter hintereinander merkt man sich leicht.",
  showPassword: "Passwort zeigen",
  hidePassword: "Passwort verbergen",
  in: "Anmelden",
  up: "Konto anlegen",
  working: "Einen Moment…",
  toUp: "Neu hier?",
  toUpAction: "Ein Konto anlegen",
  toIn: "Schon ein Konto?",
  toInAction: "Stattdessen anmelden",
  errors: {
    nameMissing: "Gib deinen Namen ein.",
    nameLong: "Der Name ist zu lang: höchstens 32 Zeichen.",
    nameControl:
      "Der Name enthält Zeichen, die sich nicht zeigen lassen. Nimm Buchstaben, Ziffern und Leerzeichen.",
    nameTaken:
      "Dieser Name ist vergeben. Wähle einen anderen oder melde dich an, wenn es deiner ist.",
    passwordMissing: "Gib dein Passwort ein.",
    passwordShort: (missing) =>
      plural(missing, {
        one: "Das Passwort ist zu kurz: Es fehlt {n} Zeichen.",
        other: "Das Passwort ist zu kurz: Es fehlen {n} Zeichen.",
      }),
    passwordLong: "Das Passwort ist zu lang: höchstens 256 Zeichen.",
    credentials: "Name und Passwort passen nicht zusammen. Prüfe beides und versuche es erneut.",
    limited: (seconds) =>
      plural(seconds, {
        one: "Zu viele Versuche. Warte {n} Sekunde und versuche es dann erneut.",
        other: "Zu viele Versuche. Warte {n} Sekunden und versuche es dann erneut.",
      }),
    unreachable:
      "Kein Server war erreichbar. Deine Eingaben bleiben stehen; versuche es gleich noch einmal.",
    full: "Die Server haben gerade keinen Platz mehr. Deine Eingaben bleiben stehen; versuche es später.",
    other: "Das hat nicht geklappt. Versuche es gleich noch einmal.",
  },
};
