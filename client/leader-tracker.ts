/**
 * Who leads, as far as this client knows (product.md 4.3, edge.md 4.1). A hint only: safety is Raft's.
 * Pure and total: every state answers every event, by the compiler. All calls of a client share one tracker;
 * what belongs to a single call (hops, tries) travels in its Chain.
 *
 *            redirect with a newer term, or an acceptable hint / news of a leader
 *   UNKNOWN ───────────────────────────────────────────────────────────────▶ PINNED
 *      ▲  ▲            no hint, more than 3 hops                               │
 *      │  └────────── ELECTING ◀───────────────────────────────────────────────┤
 *      │                  └─────────── hint, answer, news ─────────────────▶   │
 *      └──── connection lost, attempt timed out, node leaves ──────────────────┘
 *   OFFLINE: from everywhere on "offline"; back to UNKNOWN on "online", to PINNED on any sign of life.
 */
import { busyBackoffMs } from "./backoff.ts";
import {
  advise,
  type AnyEvent,
  elect,
  learn,
  type Moment,
  NEW_CHAIN,
  open,
  type Tracker,
  type TrackerEvent,
  type TrackerStateName,
  type TrackerStep,
  unpin,
  wait,
} from "./leader-knowledge.ts";
import { closeBreaker, openNodes } from "./node-breakers.ts";
import type { Route } from "./transport.ts";

export const MAX_HOPS = 3;
/** Leader knowledge without a sign of life is dropped after this. */
export const KNOWLEDGE_IDLE_MS = 30_000;
const SAME_TERM_WAIT_MS = { min: 25, max: 100 };
const MAX_STALE_REDIRECTS = 2;

/** Where the next try of a write goes; null while offline. */
export function writeRoute(tracker: Tracker, nowMs: number): Route | null {
  if (tracker.name === "OFFLINE") return null;
  const isFresh = nowMs - tracker.atMs <= KNOWLEDGE_IDLE_MS;
  if (tracker.name === "PINNED" && isFresh) return { kind: "pin", node: tracker.leader };
  return { kind: "any", avoid: openNodes(tracker.breakers, nowMs) };
}

/** Reads and streams are served by any node; null while offline. */
export function readRoute(tracker: Tracker, nowMs: number): Route | null {
  if (tracker.name === "OFFLINE") return null;
  return { kind: "any", avoid: openNodes(tracker.breakers, nowMs) };
}

export function step(tracker: Tracker, event: TrackerEvent, moment: Moment): TrackerStep {
  const row = classify(tracker, event);
  const next = TABLE[tracker.name][row.kind];
  const result = next(tracker, row.event, moment);
  const isNewLeader =
    result.tracker.name === "PINNED" &&
    (tracker.name !== "PINNED" || result.tracker.term > tracker.term);
  const repin = isNewLeader || (tracker.name === "OFFLINE" && result.tracker.name !== "OFFLINE");
  return { tracker: result.tracker, advice: { ...result.advice, repin } };
}

// -------------------------------------------------------------------------------------- The table

/** Redirects split by what their term and hint are worth. */
export type TrackerRowName =
  | Exclude<TrackerEvent["kind"], "redirect">
  | "redirectNewer"
  | "redirectSame"
  | "redirectOlder"
  | "redirectBlind";

interface Row {
  readonly kind: TrackerRowName;
  readonly event: AnyEvent;
}

type Cell = (tracker: Tracker, event: AnyEvent, moment: Moment) => TrackerStep;

const NO_EVENT: AnyEvent = { node: "", term: 0, leader: "", retryMs: 0, edge: false };

function classify(tracker: Tracker, event: TrackerEvent): Row {
  const whole = { ...NO_EVENT, ...event };
  if (event.kind !== "redirect") return { kind: event.kind, event: whole };
  if (event.term < tracker.term) return { kind: "redirectOlder", event: whole };
  // A node that refuses to lead and names itself knows no better than one that names nobody.
  if (event.leader === "" || event.leader === event.node)
    return { kind: "redirectBlind", event: whole };
  return { kind: event.term > tracker.term ? "redirectNewer" : "redirectSame", event: whole };
}

const FROM_ANYWHERE = {
  answered: onAnswered,
  news: onNews,
  redirectNewer: onHint,
  redirectSame: onHint,
  redirectOlder: onOlderRedirect,
  redirectBlind: onNoLeader,
  lost: onGone,
  timedOut: onTimedOut,
  busy: onBusy,
  leaving: onLeaving,
  offline: onOffline,
  online: onOnline,
} satisfies Record<TrackerRowName, Cell>;

/** Total by type: a new state or event does not compile until every cell is written. */
export const TABLE: Record<TrackerStateName, Record<TrackerRowName, Cell>> = {
  UNKNOWN: { ...FROM_ANYWHERE, redirectOlder: onNoLeader, online: stay },
  PINNED: { ...FROM_ANYWHERE, online: stay },
  ELECTING: { ...FROM_ANYWHERE, redirectOlder: onNoLeader },
  // A call that was under way may still end while offline: good news counts, bad news says nothing new.
  OFFLINE: {
    ...FROM_ANYWHERE,
    redirectOlder: stay,
    redirectBlind: stay,
    lost: stay,
    timedOut: stay,
    busy: stay,
    leaving: stay,
    offline: stay,
  },
};

// -------------------------------------------------------------------------------------- The cells

function onAnswered(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const calm = {
    ...tracker,
    name: tracker.name === "OFFLINE" ? "UNKNOWN" : tracker.name,
    troubleSinceMs: null,
    busyInRow: 0,
    breakers: closeBreaker(tracker.breakers, event.node),
  } satisfies Tracker;
  const learned = learn(calm, event, moment);
  return { tracker: learned ?? calm, advice: advise(moment, 0, { chain: NEW_CHAIN }) };
}

function onNews(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const awake =
    tracker.name === "OFFLINE" ? ({ ...tracker, name: "UNKNOWN" } satisfies Tracker) : tracker;
  if (event.leader === "" && event.term > tracker.term) {
    // A new term without a leader: whoever led is deposed.
    return { tracker: elect({ ...awake, term: event.term }, moment), advice: advise(moment, 0) };
  }
  return { tracker: learn(awake, event, moment) ?? awake, advice: advise(moment, 0) };
}

function onHint(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const hops = moment.chain.hops + 1;
  const learned = learn(tracker, event, moment);
  if (learned === null || hops > MAX_HOPS) return onNoLeader(tracker, event, moment);
  // Two nodes that name each other for one term: slow down. A first hint displaces nobody and is free.
  const isQuarrel =
    event.term === tracker.term && tracker.name === "PINNED" && tracker.leader !== event.leader;
  const delayMs = isQuarrel ? spread(SAME_TERM_WAIT_MS, moment.random) : 0;
  return {
    tracker: learned,
    advice: advise(moment, delayMs, { chain: { ...moment.chain, hops } }),
  };
}

/** The refusing node lags behind our term: its hint is worthless. Twice the leader again, then another node. */
function onOlderRedirect(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const staleRedirects = moment.chain.staleRedirects + 1;
  if (staleRedirects > MAX_STALE_REDIRECTS) {
    const chain = { ...moment.chain, staleRedirects: 0 };
    return onNoLeader(tracker, event, { ...moment, chain });
  }
  const waiting = wait(tracker, moment);
  return {
    ...waiting,
    advice: { ...waiting.advice, chain: { ...waiting.advice.chain, staleRedirects } },
  };
}

function onNoLeader(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const term = Math.max(tracker.term, event.term);
  const electing = elect({ ...tracker, term }, moment);
  const waiting = wait(electing, moment);
  return { ...waiting, advice: { ...waiting.advice, chain: { ...waiting.advice.chain, hops: 0 } } };
}

function onGone(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  // Nobody behind the any route: the edge itself is gone, so what we held against single nodes is void.
  const breakers = event.edge ? new Map() : open(tracker, event.node, moment);
  const waiting = wait(unpin({ ...tracker, breakers }, event.node, moment), moment);
  return { ...waiting, advice: { ...waiting.advice, costsToken: true } };
}

function onTimedOut(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const gone = onGone(tracker, { ...event, edge: false }, moment);
  return { ...gone, advice: { ...gone.advice, probe: true } };
}

function onLeaving(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const breakers = open(tracker, event.node, moment);
  const unpinned = unpin({ ...tracker, breakers }, event.node, moment);
  const hops = moment.chain.hops + 1;
  if (hops > MAX_HOPS) return onNoLeader(unpinned, { ...event, term: 0 }, moment);
  return { tracker: unpinned, advice: advise(moment, 0, { chain: { ...moment.chain, hops } }) };
}

function onBusy(tracker: Tracker, event: AnyEvent, moment: Moment): TrackerStep {
  const busyInRow = tracker.busyInRow + 1;
  const delayMs = busyBackoffMs(event.retryMs, busyInRow);
  return {
    tracker: { ...tracker, busyInRow },
    advice: advise(moment, delayMs, { costsToken: true, probe: busyInRow === 2 }),
  };
}

function onOffline(tracker: Tracker, _event: AnyEvent, moment: Moment): TrackerStep {
  return { tracker: { ...tracker, name: "OFFLINE", leader: "" }, advice: advise(moment, 0) };
}

function onOnline(tracker: Tracker, _event: AnyEvent, moment: Moment): TrackerStep {
  const fresh: Tracker = {
    ...tracker,
    name: "UNKNOWN",
    leader: "",
    troubleSinceMs: null,
    breakers: new Map(),
  };
  return { tracker: fresh, advice: advise(moment, 0, { chain: NEW_CHAIN }) };
}

function stay(tracker: Tracker, _event: AnyEvent, moment: Moment): TrackerStep {
  return { tracker, advice: advise(moment, 0) };
}

function spread(range: { readonly min: number; readonly max: number }, random: number): number {
  return range.min + random * (range.max - range.min);
}
