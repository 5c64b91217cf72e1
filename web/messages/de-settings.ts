/** The texts of the settings, in German. */
import type { SettingsCatalogue } from "./settings-text.ts";

export const deSettings: SettingsCatalogue = {
  title: "Einstellungen",
  parts: {
    appearance: "Aussehen",
    account: "Konto",
    sessions: "Anmeldungen",
    invites: "Einladungen",
    people: "Leute",
  },

  appearance: {
    theme: "Farben",
    themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
    density: "Dichte",
    densityDetail: "Kompakt zeigt mehr Nachrichten auf einmal.",
    densities: { comfortable: "Bequem", compact: "Kompakt" },
    language: "Sprache",
    languageMissing:
      "Die Texte dieser Sprache konnten nicht geholt werden: Kein Server war erreichbar. Versuche es gleich noch einmal.",
  },
};
