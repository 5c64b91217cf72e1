/** What the answer of a follower is worth to its leader, as it says itself. */
import type { AppendResponse, HeartbeatResponse } from "./messages.ts";
import type { Progress } from "./progress.ts";
import type { Index } from "./types.ts";

/**
 * Notes it before anything else is made of the answer. True: it is a late word of a start before the newest that has
 * answered, or of a recovery that is over, which no start begins a second time under its number; nothing comes of it.
 * `lastIndex`: of the leader's log.
 */
export function isVoid(
  { lastIndex }: { readonly lastIndex: Index },
  progress: Progress,
  { incarnation = 0, worth }: AppendResponse | HeartbeatResponse,
): boolean {
  const { refill } = progress;
  if (incarnation < progress.heardIn) return true;
  progress.heardIn = incarnation;
  if (worth === "recovering" && incarnation <= progress.wholeIn) return true;
  progress.isCounted = worth === undefined;
  if (worth !== "recovering") {
    progress.refill = null;
    progress.wholeIn = Math.max(progress.wholeIn, incarnation);
  } else if (refill?.incarnation !== incarnation) progress.beginRefill(incarnation, lastIndex + 1);
  return false;
}

/**
 * A later start refuses what an earlier one acknowledged to this very leader: its log was put back to what it once was,
 * before it was started anew, so that its number alone does not tell.
 */
export function hasForgotten(
  progress: Progress,
  { index, incarnation = 0, worth }: AppendResponse,
): boolean {
  return worth !== "recovering" && incarnation > progress.ackedIn && index <= progress.match;
}
