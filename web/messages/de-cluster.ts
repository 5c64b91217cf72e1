/** The texts of the cluster page, in German. */
import type { enCluster } from "./en-cluster.ts";
import { pluralFor } from "./plural.ts";

const plural = pluralFor("de");

export const deCluster: typeof enCluster = {
  title: "Cluster",
  back: "Zurück zum Chat",
  envoy: "Envoy-Übersicht",
  sentence: (up, all, spare) =>
    `${String(up)} von ${String(all)} Knoten; ${
      spare === 0
        ? "keiner darf ausfallen"
        : plural(spare, { one: "{n} darf ausfallen", other: "{n} dürfen ausfallen" })
    }`,
  noMajority: (up, all) =>
    `${String(up)} von ${String(all)} Knoten: keine Mehrheit. Nachrichten warten, bis mehr zurück sind.`,
  leader: "Leader",
  noLeader: "keiner",
  term: "Term",
  commit: "Commit-Index",
  answeredBy: "Antwort von",
  nodes: "Knoten",
  node: "Knoten",
  role: "Rolle",
  roles: {
    leader: "Leader",
    follower: "Follower",
    candidate: "Kandidat",
    learner: "Lernend",
    unknown: "Unbekannt",
  },
  learning: (percent) => `Lernend, ${String(percent)} %`,
  down: "Nicht erreicht",
  applied: "Angewandt",
  lag: "Rückstand",
  heard: "Gehört",
  now: "jetzt",
  ago: (amount) => `vor ${dative(amount)}`,
  streams: "Mitlesende",
  memory: "Speicher",
  megabytes: (count) => `${count} MB`,
  uptime: "Läuft seit",
  changes: "Gesehene Leader",
  noChanges: "Kein Wechsel, seit dieser Knoten läuft.",
  became: (leader, term) => `${leader} führt in Term ${String(term)}`,
  stale: (seconds) =>
    plural(seconds, {
      one: "Seit {n} Sekunde keine Antwort. Was hier steht, ist älter.",
      other: "Seit {n} Sekunden keine Antwort. Was hier steht, ist älter.",
    }),
  loading: "Ein Knoten wird gefragt…",
  signIn: "Melde dich an, um den Cluster zu sehen.",
};

/** "vor 3 Tagen": of the units of a span only days change. */
function dative(amount: string): string {
  return amount.replace(/Tage$/u, "Tagen");
}
