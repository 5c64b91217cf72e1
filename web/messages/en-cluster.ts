/** The texts of the cluster page, in English. */
import { pluralFor } from "./plural.ts";

const plural = pluralFor("en");

export const enCluster = {
  title: "Cluster",
  back: "Back to the chat",
  envoy: "Envoy dashboard",
  sentence: (up: number, all: number, spare: number) =>
    `${String(up)} of ${String(all)} nodes; ${
      spare === 0 ? "none may fail" : plural(spare, { one: "{n} may fail", other: "{n} may fail" })
    }`,
  noMajority: (up: number, all: number) =>
    `${String(up)} of ${String(all)} nodes: no majority. Messages wait until more come back.`,
  leader: "Leader",
  noLeader: "none",
  term: "Term",
  commit: "Commit index",
  answeredBy: "Answered by",
  nodes: "Nodes",
  node: "Node",
  role: "Role",
  roles: {
    leader: "Leader",
    follower: "Follower",
    candidate: "Candidate",
    learner: "Learner",
    unknown: "Unknown",
  },
  learning: (percent: number) => `Learner, ${String(percent)} %`,
  down: "Not reached",
  applied: "Applied",
  lag: "Behind",
  heard: "Heard",
  now: "now",
  ago: (amount: string) => `${amount} ago`,
  streams: "Live readers",
  memory: "Memory",
  megabytes: (count: string) => `${count} MB`,
  uptime: "Up for",
  changes: "Leaders seen",
  noChanges: "No change since this node started.",
  became: (leader: string, term: number) => `${leader} leads in term ${String(term)}`,
  stale: (seconds: number) =>
    plural(seconds, {
      one: "No answer for {n} second. What you see is older.",
      other: "No answer for {n} seconds. What you see is older.",
    }),
  loading: "Asking a node…",
  signIn: "Sign in to see the cluster.",
};
