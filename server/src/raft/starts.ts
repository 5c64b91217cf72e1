/** The newest start of each other member that this node has heard of, and what follows from one that is news. */
import { LIMITS } from "../limits.ts";
import type { Core } from "./core.ts";
import { membersInPlay } from "./members-in-play.ts";
import type { SeenStart } from "./types.ts";

/** More starts than a folder has; so no message takes a member to the end of numbers. */
export const INCARNATION_MAX = 2 ** 48;

/** What another knows of everybody's starts. */
export function learnStarts(core: Core, seen: readonly SeenStart[]): void {
  let isNews = false;
  for (const start of seen)
    if (start.id !== core.id && start.incarnation > core.standing.newestOf(start.id))
      isNews = seeStart(core, start) || isNews;
  if (isNews) dropVoidVotes(core);
}

/** False when there is no room beside the members: only then when a cluster has more than anybody wants. */
export function seeStart(core: Core, start: SeenStart): boolean {
  const { standing } = core;
  if (start.incarnation >= INCARNATION_MAX) return false;
  if (standing.seen.length >= LIMITS.startsOfOthers && standing.newestOf(start.id) === 0) {
    // Of the past, or never one: ids are not given again.
    const members = new Set(membersInPlay(core).map(({ id }) => id));
    const gone = standing.seen.find(({ id }) => !members.has(id));
    if (gone === undefined) return false;
    standing.forget(gone.id);
  }
  return standing.see(start);
}

/** A vote of an earlier start may be given again by the later one. */
function dropVoidVotes(core: Core): void {
  for (const [voter, start] of core.voteStarts) {
    if (start >= core.standing.newestOf(voter)) continue;
    core.votes.delete(voter);
    core.voteStarts.delete(voter);
  }
}
