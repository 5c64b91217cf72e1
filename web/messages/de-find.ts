/** The texts of search, switcher and help, in German. */
import type { FindCatalogue } from "./find-text.ts";
import { pluralFor } from "./plural.ts";

const plural = pluralFor("de");

export const deFind: FindCatalogue = {
  search: {
    title: "Nachrichten suchen",
    field: "Wonach gesucht wird",
    go: "Suchen",
    hint: "Alle Wörter müssen vorkommen. Großschreibung und Akzente zählen nicht.",
    filters: "Filter",
    phrase: "diese Wörter hintereinander",
    prefix: "Wörter, die so beginnen",
    from: "von jemandem, oder from:me",
    in: "in einem Raum, oder in:@Name",
    before: "vor diesem Tag (UTC)",
    after: "nach diesem Tag (UTC)",
    has: "mit link, code, reaction, mention oder reply",
    results: "Gefundene Nachrichten",
    openAt: (author, place) => `Nachricht von ${author} in ${place}`,
    loading: "Es wird gesucht…",
    none: "Nichts gefunden. Versuche weniger Wörter, oder den Anfang eines Wortes mit *.",
    errors: {
      invalid: (why) => `Die Suche wurde nicht verstanden. ${why}`,
      large: "Das dauert zu lange. Nimm ein Wort hinzu, oder eine Zeit mit after: oder before:.",
      busy: "Die Server bereiten ihre Suche noch vor. Versuche es gleich noch einmal.",
      limited: (seconds) =>
        plural(seconds, {
          one: "Zu viele Suchen. Warte {n} Sekunde und versuche es dann noch einmal.",
          other: "Zu viele Suchen. Warte {n} Sekunden und versuche es dann noch einmal.",
        }),
      unreachable:
        "Kein Server konnte antworten. Was du geschrieben hast, bleibt; versuche es gleich noch einmal.",
    },
  },

  switcher: {
    title: "Gehe zu",
    field: "Unterhaltung oder Person",
    hint: "Schreibe einen Teil des Namens. Pfeiltasten wählen, Enter öffnet.",
    results: "Unterhaltungen und Leute",
    none: "Nichts mit diesem Namen.",
    person: "Neue Unterhaltung",
    failed: "Das Öffnen ist misslungen. Versuche es gleich noch einmal.",
  },

  help: {
    title: "Tastenkürzel",
    switcher: "Zu einer Unterhaltung oder Person gehen",
    search: "In dieser Unterhaltung suchen",
    previous: "Vorige Unterhaltung",
    next: "Nächste Unterhaltung",
    previousUnread: "Vorige ungelesene Unterhaltung",
    nextUnread: "Nächste ungelesene Unterhaltung",
    read: "Unterhaltung als gelesen markieren",
    send: "Nachricht senden",
    newline: "Neue Zeile",
    editLast: "Letzte eigene Nachricht bearbeiten",
    help: "Diese Liste zeigen",
  },
};
