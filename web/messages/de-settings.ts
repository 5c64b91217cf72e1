/** The texts of the settings, in German. */
import { pluralFor } from "./plural.ts";
import type { SettingsCatalogue } from "./settings-text.ts";

const plural = pluralFor("de");

export const deSettings: SettingsCatalogue = {
  title: "Einstellungen",
  parts: {
    appearance: "Aussehen",
    account: "Konto",
    sessions: "Anmeldungen",
    invites: "Einladungen",
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

  account: {
    name: "Wie andere dich nennen",
    nameDetail: (name) =>
      `Du meldest dich als ${name} an. Andere sehen den Namen, den du hier wählst.`,
    displayName: "Anzeigename",
    saveName: "Namen sichern",
    nameSaved: "Gesichert. Von jetzt an sehen ihn alle.",
    password: "Passwort",
    passwordDetail: "Ein neues Passwort meldet dich auf allen anderen Geräten ab.",
    oldPassword: "Jetziges Passwort",
    newPassword: "Neues Passwort",
    changePassword: "Passwort ändern",
    oldMissing: "Gib dein jetziges Passwort ein.",
    passwordChanged: (ended) =>
      plural(ended, {
        one: "Geändert. {n} andere Anmeldung wurde beendet.",
        other: "Geändert. {n} andere Anmeldungen wurden beendet.",
      }),
    deletion: "Konto löschen",
    deletionDetail:
      "Das ist endgültig. Deine Nachrichten bleiben für andere lesbar und sind von „Gelöschtes Konto“; dein Name bleibt vergeben; du verlässt alle Unterhaltungen und wirst überall abgemeldet.",
    deletionPassword: "Passwort, um dein Konto zu löschen",
    delete: "Mein Konto löschen",
  },

  sessions: {
    title: "Wo du angemeldet bist",
    detail: "Wenn du eines davon nicht kennst, melde es ab und ändere dein Passwort.",
    since: (time) => `Seit ${time}`,
    unnamed: "Gerät ohne Namen",
    current: "Dieses hier",
    end: "Abmelden",
    endOne: (label, since) => `${label} abmelden. ${since}`,
    endOthers: "Alle anderen abmelden",
    loading: "Wird gefragt…",
    none: "Nirgends.",
    failed: "Die Liste konnte nicht geladen werden.",
  },

  invitation: {
    good: "Du bist eingeladen. Wähle Namen und Passwort, um mitzumachen.",
    over: "Diese Einladung ist abgelaufen oder verbraucht. Bitte die Person, die sie geschickt hat, um eine neue.",
    needed: "Konten gibt es hier auf Einladung. Bitte jemanden aus der Verwaltung um einen Link.",
  },

  invites: {
    title: "Jemanden einladen",
    detail: "Wer den Link öffnet, kann hier ein Konto anlegen.",
    goodFor: "Gültig für",
    days: (count) => plural(count, { one: "{n} Tag", other: "{n} Tage" }),
    accounts: "Konten",
    make: "Einladungslink anlegen",
    link: "Einladungslink",
    linkDetail:
      "Er wird nur dieses eine Mal gezeigt. Schick ihn denen, die du hier haben willst, und niemandem sonst.",
    copy: "Link kopieren",
    copied: "Kopiert.",
    notCopied: "Der Browser hat es nicht erlaubt. Markiere den Link und kopiere ihn selbst.",
    open: "Offene Einladungen",
    openDetail:
      "Ein widerrufener Link lässt niemanden mehr herein; Konten, die damit angelegt wurden, bleiben.",
    left: (count) => plural(count, { one: "Für {n} Konto", other: "Für {n} Konten" }),
    until: (time) => `Bis ${time}`,
    revoke: "Widerrufen",
    revokeOne: (until) => `Diese Einladung widerrufen. ${until}`,
    loading: "Wird gefragt…",
    none: "Keine ist offen.",
    failed: "Die Liste konnte nicht geladen werden.",
  },

  errors: {
    wrongPassword: "Das Passwort ist falsch. Prüfe es und versuche es erneut.",
    passwordAgain: "Gib dein Passwort noch einmal ein.",
    signedOut: "Du wurdest abgemeldet. Schließe das hier und melde dich wieder an.",
    forbidden:
      "Das darfst du nicht: Der letzte Eigentümer bleibt, und andere brauchen eine höhere Rolle.",
    gone: "Das gibt es schon nicht mehr.",
    unknown:
      "Kein Server hat rechtzeitig gesagt, ob es getan ist. Sieh nach, bevor du es erneut versuchst.",
  },
};
