/** What a failed attempt teaches the leader tracker, and whether its call is over. Pure. */
import type { Problem } from "./errors.ts";
import type { TrackerEvent } from "./leader-knowledge.ts";
import type { Reply, Route } from "./transport.ts";

export interface AttemptContext {
  readonly route: Route;
  readonly isWrite: boolean;
  /** The tracker believes in a leader. */
  readonly isPinned: boolean;
}

/** Nothing but the caller can go on from here. */
export function isFinal(problem: Problem, skews: number): boolean {
  switch (problem.class) {
    case "AUTH":
    case "FATAL":
    case "RESYNC":
    case "SETTLED":
    case "OURS":
    case "COMPACTED":
      return true;
    case "SKEW":
      return skews > 1; // a rolling upgrade: one other node may know the method
    default:
      return false;
  }
}

export function trackerEvent(
  problem: Problem,
  { route, isWrite, isPinned }: AttemptContext,
): TrackerEvent {
  const { node, term, leader } = problem.facts;
  const asked = node === "" && route.kind === "pin" ? route.node : node;
  switch (problem.class) {
    case "TRANSPORT":
      return { kind: "lost", node: asked, edge: route.kind === "any" && asked === "" };
    case "EDGE_UNAVAILABLE":
      return { kind: "lost", node: asked, edge: false };
    case "ATTEMPT_TIMEOUT":
      return { kind: "timedOut", node: asked };
    case "REDIRECT":
    case "OUTCOME_UNKNOWN":
      return { kind: "redirect", node: asked, term, leader };
    case "ELECTING":
      // A reader met a node cut off from the others: that says nothing about the leader the writers have.
      if (!isWrite && isPinned) return { kind: "leaving", node: asked };
      return { kind: "redirect", node: asked, term, leader: "" };
    case "NEXT_NODE":
    case "SKEW":
      return { kind: "leaving", node: asked };
    case "AUTH":
    case "FATAL":
    case "RESYNC":
    case "SETTLED":
    case "COMPACTED":
    case "LAGGING":
      return { kind: "answered", node: asked, term, leader };
    case "BUSY":
    case "BUG":
    case "OURS":
      return { kind: "busy", node: asked, retryMs: problem.retryMs };
  }
}

/** An answer to a write counts only with an index above 0: a reply cut short resolves as an empty success (edge.md 1). */
export function acknowledged<Value>(reply: Reply<Value>): Reply<Value> {
  if (!reply.ok || typeof reply.value !== "object" || reply.value === null) return reply;
  if (!("index" in reply.value) || reply.value.index !== 0) return reply;
  const nothing = {
    code: 0,
    message: "the answer has no index",
    reason: "",
    field: "",
    retryMs: 0,
  };
  return {
    ok: false,
    failure: { ...nothing, facts: reply.facts, endedBy: "peer", withoutStatus: true },
  };
}

const NO_PROBLEM = {
  reason: "",
  field: "",
  retryMs: 0,
  facts: { node: "", term: 0, leader: "" },
  executed: "no",
} as const;
export const NOTHING_TRIED: Problem = {
  ...NO_PROBLEM,
  class: "TRANSPORT",
  code: 14,
  message: "No node could be asked: this device is offline.",
};
export const CANCELLED: Problem = {
  ...NO_PROBLEM,
  class: "OURS",
  code: 1,
  message: "The call was cancelled.",
};
