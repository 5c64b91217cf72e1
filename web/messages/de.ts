/** Every text of the app, in German. Its type is that of the English one: a text that is missing does not compile. */
import { pluralFor } from "./plural.ts";
import type { Catalogue } from "./text.ts";

const plural = pluralFor("de");

const waiting = (count: number): string =>
  plural(count, { one: "{n} Nachricht wartet", other: "{n} Nachrichten warten" });

export const de: Catalogue = {
  product: "Parley",
  slogan: "Ein Chat, der seine Server überlebt.",
  titleUnread: (count) => `(${count}) Parley`,
  starting: "Deine Unterhaltungen werden geöffnet…",
  startingTrouble:
    "Verbindung wird hergestellt… deine Nachrichten bleiben erhalten und werden gesendet",
  close: "Schließen",
  loadMore: "Mehr anzeigen",
  tryAgain: "Erneut versuchen",

  notFound: {
    title: "Hier gibt es nichts",
    detail: "Vielleicht ist die Adresse falsch geschrieben, oder die Seite ist umgezogen.",
    back: "Zurück zum Chat",
  },
  crash: {
    title: "Auf dieser Seite ist etwas kaputtgegangen",
    detail: "Deine Nachrichten sind sicher. Lade neu, um weiterzumachen, wo du warst.",
    reload: "Neu laden",
  },

  sidebar: {
    conversations: "Unterhaltungen",
    rooms: "Räume",
    directs: "Direktnachrichten",
    newMessage: "Neue Nachricht",
    browseRooms: "Räume durchsehen",
    search: "Nachrichten suchen",
    goTo: "Zu Unterhaltung oder Person",
    noRooms: "Noch keine Räume.",
    noDirects: "Noch niemandem geschrieben.",
    cluster: "Cluster",
    settings: "Einstellungen",
    signOut: "Abmelden",
    notSignedOut:
      "Du bist noch angemeldet: Kein Server war erreichbar. Versuche es gleich noch einmal.",
    signedInAs: (name) => `Angemeldet als ${name}`,
    you: "Du",
    yourself: (name) => `${name} (du)`,
    unread: (count, exact) =>
      plural(exact, {
        one: `${count} ungelesene Nachricht`,
        other: `${count} ungelesene Nachrichten`,
      }),
    draft: "Entwurf",
    waiting: "Wartet auf das Senden",
    failed: "Nicht gesendet",
    preview: (author, line) => `${author}: ${line}`,
    back: "Zurück zu den Unterhaltungen",
  },

  people: {
    title: "Neue Nachricht",
    search: "Leute finden",
    hint: "Gib einen Teil des Namens ein. * steht für Beliebiges, ? für ein Zeichen.",
    gather: (name) => `${name} zu einer Gruppe hinzufügen`,
    oneMore: "noch jemand, dann ist es eine Gruppe.",
    tooMany: (max) =>
      `in eine Gruppe passen höchstens ${String(max)} andere; lege stattdessen einen Raum an.`,
    startGroup: (count) => `Gruppe zu ${String(count)} beginnen`,
    nobody: "Niemand heißt so.",
    results: "Leute",
    failed: "Die Liste konnte nicht geladen werden.",
    loading: "Wird gesucht…",
  },

  rooms: {
    title: "Räume",
    join: "Beitreten",
    joinRoom: (name) => `${name} beitreten`,
    open: "Öffnen",
    openRoom: (name) => `${name} öffnen`,
    members: (count) => plural(count, { one: "{n} Mitglied", other: "{n} Mitglieder" }),
    none: "Noch keine Räume. Lege den ersten an.",
    createTitle: "Einen Raum anlegen",
    name: "Name des Raums",
    nameRule: "1 bis 32 Zeichen. Alle, die angemeldet sind, können ihn finden und ihm beitreten.",
    create: "Raum anlegen",
    list: "Alle Räume",
    failed: "Die Liste konnte nicht geladen werden.",
    loading: "Wird gesucht…",
    errors: {
      missing: "Gib dem Raum einen Namen.",
      long: "Der Name ist zu lang: höchstens 32 Zeichen.",
      taken:
        "Einen Raum dieses Namens gibt es schon. Tritt ihm bei oder wähle einen anderen Namen.",
    },
  },

  conversation: {
    untitled: "Unterhaltung",
    gone: "Gelöschtes Konto",
    unknownPerson: "Jemand",
    messagesIn: (name) => `Nachrichten in ${name}`,
    direct: "Direktnachricht",
    leave: "Raum verlassen",
    leaveRoom: (name) => `${name} verlassen`,
    start: (name) => `Hier beginnt ${name}`,
    startRoom: "Sag hallo. Wer beitritt, kann von hier an mitlesen.",
    group: (count) =>
      plural(count, { one: "Gruppe von {n} Person", other: "Gruppe von {n} Leuten" }),
    startGroup: "Nur die Leute dieser Gruppe können das lesen.",
    startDirect: "Nur ihr beide könnt das lesen.",
    loadingOlder: "Frühere Nachrichten werden geladen…",
    loading: "Nachrichten werden geladen…",
    newMessages: "Neue Nachrichten",
    newSince: (count, time) =>
      plural(count, {
        one: `{n} neue Nachricht seit ${time}`,
        other: `{n} neue Nachrichten seit ${time}`,
      }),
    jump: "Zum Neuesten",
    jumpCount: (count) =>
      plural(count, { one: "{n} neue Nachricht", other: "{n} neue Nachrichten" }),
    today: "Heute",
    yesterday: "Gestern",
    deleted: "Diese Nachricht wurde gelöscht.",
    none: "Wähle eine Unterhaltung",
    noneDetail: "Nimm eine aus der Liste oder beginne etwas Neues.",
    findRoom: "Einen Raum finden",
    writeTo: "Jemandem schreiben",
    welcome: (name) => `Willkommen, ${name}`,
    welcomeDetail: "Tritt einem Raum bei, lege einen an oder schreib jemandem direkt.",
    notFound: "Diese Unterhaltung darfst du nicht lesen, oder es gibt sie nicht mehr.",
    announce: (author, line) => `${author}: ${line}`,
    announceMany: (count) =>
      plural(count, { one: "{n} neue Nachricht", other: "{n} neue Nachrichten" }),
    archived: "Dieser Raum ist archiviert. Man kann ihn lesen, aber niemand schreibt hier mehr.",
    rowBroken: "Diese Nachricht lässt sich nicht anzeigen.",
  },

  message: {
    edited: "(bearbeitet)",
    original: "Ursprüngliche Nachricht",
    inReplyTo: (author) => `Antwort an ${author}:`,
    reactions: "Reaktionen",
    reaction: (emoji, count) =>
      plural(count, { one: `${emoji}, {n} Person`, other: `${emoji}, {n} Leute` }),
    seenBy: (names) => `Gesehen von ${names}`,
    actions: (author) => `Aktionen für die Nachricht von ${author}`,
    more: "Mehr",
    menu: "Aktionen für die Nachricht",
    react: "Reagieren",
    reactWith: (emoji) => `Mit ${emoji} reagieren`,
    reply: "Antworten",
    edit: "Bearbeiten",
    delete: "Löschen",
    copy: "Text kopieren",
    markUnread: "Ab hier als ungelesen markieren",
    deleteTitle: "Diese Nachricht löschen?",
    deleteDetail: "Niemand kann sie danach lesen. Dass sie da war, bleibt sichtbar.",
    keep: "Behalten",
    refusedWords: (problem, words) => `${problem} Es sollte heißen: ${words}`,
    notChanged: (why) => `Die Nachricht wurde nicht geändert. ${why}`,
  },

  state: {
    sending: "Wird gesendet",
    sent: "Gesendet",
    queued: "Wartet auf das Senden",
    rejected: "Nicht gesendet",
    held: "Zurückgehalten",
    edit: "Bearbeiten",
    retry: "Erneut versuchen",
    send: "Senden",
    remove: "Löschen",
    cannotRemove: "Sie wurde vielleicht schon gesendet und lässt sich nicht zurückholen.",
    reasons: {
      forbidden: "Du bist hier kein Mitglied mehr.",
      notFound: "Diese Unterhaltung gibt es nicht mehr.",
      tooLarge: "Die Nachricht ist zu lang: höchstens 16 KB.",
      overloaded: "Die Server sind ausgelastet. Versuche es gleich noch einmal.",
      old: "Sie wurde vor Tagen geschrieben. Jetzt senden?",
      other: "Die Server haben sie abgelehnt.",
    },
  },

  composer: {
    label: "Nachricht",
    placeholder: (name) => `Nachricht an ${name}`,
    send: "Senden",
    save: "Änderungen sichern",
    editing: "Du bearbeitest deine Nachricht",
    replying: (author) => `Antwort an ${author}`,
    cancel: "Abbrechen",
    tooLong: (over) =>
      plural(over, {
        one: "Um {n} Byte zu lang. Kürze den Text oder sende ihn in Teilen.",
        other: "Um {n} Byte zu lang. Kürze den Text oder sende ihn in Teilen.",
      }),
  },

  connection: {
    reconnecting:
      "Verbindung wird wiederhergestellt… deine Nachrichten bleiben erhalten und werden gesendet",
    reconnectingIn: (seconds) =>
      `Neuer Versuch in ${String(seconds)} s… deine Nachrichten bleiben erhalten und werden gesendet`,
    tryNow: "Jetzt versuchen",
    offline: (count) => (count === 0 ? "Du bist offline" : `Du bist offline — ${waiting(count)}`),
    readOnly: (up, all) =>
      `Nur lesen: ${String(up)} von ${String(all)} Servern erreichbar. Was du schreibst, wartet.`,
    diskFull: (count) =>
      `Die Server haben keinen Platz mehr: ${waiting(count)}. Lesen geht weiter.`,
    signedOut: (count) =>
      count === 0
        ? "Du wurdest abgemeldet."
        : plural(count, {
            one: "Du wurdest abgemeldet. {n} Nachricht wird gesendet, wenn du dich anmeldest.",
            other:
              "Du wurdest abgemeldet. {n} Nachrichten werden gesendet, wenn du dich anmeldest.",
          }),
    signIn: "Anmelden",
    back: "Wieder verbunden",
  },
};
