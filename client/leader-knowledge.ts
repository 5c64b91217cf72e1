/**
 * What the leader tracker knows and says, and the small moves its table is made of. Pure.
 */
import { electionBackoffMs } from "./backoff.ts";
import { type Breakers, openBreaker } from "./node-breakers.ts";

export type TrackerStateName = "UNKNOWN" | "PINNED" | "ELECTING" | "OFFLINE";

export interface Tracker {
  readonly name: TrackerStateName;
  /** Empty when unknown. */
  readonly leader: string;
  /** Never falls. */
  readonly term: number;
  /** Monotone ms of the last sign that `leader` leads `term`. */
  readonly atMs: number;
  /** Since when nothing was answered; null while all is well. */
  readonly troubleSinceMs: number | null;
  readonly busyInRow: number;
  readonly breakers: Breakers;
}

/** One call's own luck. */
export interface Chain {
  /** Redirects followed since the last answer or wait. */
  readonly hops: number;
  /** Redirects in a row from nodes that lag behind our term. */
  readonly staleRedirects: number;
  /** Waits after the first second of trouble. */
  readonly slowTries: number;
}

export const NEW_CHAIN: Chain = { hops: 0, staleRedirects: 0, slowTries: 0 };

/** What a call or the live stream learned. `node` may be empty where the wire did not say who answered. */
export type TrackerEvent =
  | {
      readonly kind: "answered";
      readonly node: string;
      readonly term: number;
      readonly leader: string;
    }
  | { readonly kind: "news"; readonly term: number; readonly leader: string }
  | {
      readonly kind: "redirect";
      readonly node: string;
      readonly term: number;
      readonly leader: string;
    }
  /** `edge`: tried by the any route and nobody is known to have answered, so nothing is said about a node. */
  | { readonly kind: "lost"; readonly node: string; readonly edge: boolean }
  | { readonly kind: "timedOut"; readonly node: string }
  | { readonly kind: "busy"; readonly node: string; readonly retryMs: number }
  /** DRAINING, CORRUPT, DISK_FULL. */
  | { readonly kind: "leaving"; readonly node: string }
  | { readonly kind: "offline" }
  | { readonly kind: "online" };

/** The moment of the event: monotone ms, one random number in [0, 1), and the call it belongs to. */
export interface Moment {
  readonly nowMs: number;
  readonly random: number;
  readonly chain: Chain;
}

/** What the call that met the event should do, and what all others should. */
export interface Advice {
  /** Wait before the next try of this call. */
  readonly delayMs: number;
  readonly chain: Chain;
  readonly costsToken: boolean;
  /** Every waiting call should try again now. */
  readonly repin: boolean;
  /** Ask two other nodes who leads (one probe for all calls). */
  readonly probe: boolean;
}

export interface TrackerStep {
  readonly tracker: Tracker;
  readonly advice: Advice;
}

export const NEW_TRACKER: Tracker = {
  name: "UNKNOWN",
  leader: "",
  term: 0,
  atMs: 0,
  troubleSinceMs: null,
  busyInRow: 0,
  breakers: new Map(),
};

/** An event with the fields of all kinds; absent ones are empty. Keeps the cells free of narrowing. */
export interface AnyEvent {
  readonly node: string;
  readonly term: number;
  readonly leader: string;
  readonly retryMs: number;
  readonly edge: boolean;
}

/** Takes a leader for a term, if it is at least as new as ours and not the node just seen dead in that term. */
export function learn(tracker: Tracker, event: AnyEvent, { nowMs }: Moment): Tracker | null {
  if (event.leader === "" || event.term < tracker.term) return null;
  const breaker = tracker.breakers.get(event.leader);
  if (breaker !== undefined && event.term <= breaker.term && nowMs < breaker.hintsIgnoredUntilMs)
    return null;
  const { leader, term } = event;
  return { ...tracker, name: "PINNED", leader, term, atMs: nowMs };
}

/** Forgets the leader if it is the one in question, or if nobody knows which node it was. The term stays. */
export function unpin(tracker: Tracker, node: string, { nowMs }: Moment): Tracker {
  const troubleSinceMs = tracker.troubleSinceMs ?? nowMs;
  if (tracker.name !== "PINNED" || (node !== "" && node !== tracker.leader))
    return { ...tracker, troubleSinceMs };
  return { ...tracker, name: "UNKNOWN", leader: "", troubleSinceMs };
}

export function elect(tracker: Tracker, { nowMs }: Moment): Tracker {
  return {
    ...tracker,
    name: "ELECTING",
    leader: "",
    troubleSinceMs: tracker.troubleSinceMs ?? nowMs,
  };
}

export function open(tracker: Tracker, node: string, { nowMs }: Moment): Breakers {
  return openBreaker(tracker.breakers, { node, term: tracker.term, nowMs });
}

export function wait(tracker: Tracker, moment: Moment): TrackerStep {
  const troubleMs = moment.nowMs - (tracker.troubleSinceMs ?? moment.nowMs);
  const delayMs = electionBackoffMs(troubleMs, moment.chain.slowTries, moment.random);
  const slowTries = moment.chain.slowTries + (troubleMs >= 1_000 ? 1 : 0);
  return { tracker, advice: advise(moment, delayMs, { chain: { ...moment.chain, slowTries } }) };
}

export function advise(moment: Moment, delayMs: number, more: Partial<Advice> = {}): Advice {
  return { delayMs, chain: moment.chain, costsToken: false, repin: false, probe: false, ...more };
}
