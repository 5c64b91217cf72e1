/** What a failed attempt teaches the leader tracker, and whether its call is over. Pure. */
import type { Problem } from "./errors.ts";
import type { TrackerEvent } from "./leader-knowledge.ts";
import type { Route } from "./transport.ts";

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
    default:
      // BUSY, BUG and all that ends the call: the node lives and its leadership is not in question.
      return { kind: "busy", node: asked, retryMs: problem.retryMs };
  }
}
