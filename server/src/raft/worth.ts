/** What the answer of a follower is worth to its leader, as it says itself. */
import type { Core } from "./core.ts";
import type { AppendResponse, HeartbeatResponse } from "./messages.ts";
import type { Progress } from "./progress.ts";

/**
 * Notes it before anything else is made of the answer. True: it is of a start before the one that recovers now, and
 * nothing comes of it.
 */
export function isVoid(
  core: Core,
  progress: Progress,
  { incarnation = 0, worth }: AppendResponse | HeartbeatResponse,
): boolean {
  const { refill } = progress;
  if (refill !== null && incarnation < refill.incarnation) return true;
  progress.isCounted = worth === undefined;
  if (worth !== "recovering") progress.refill = null;
  else if (refill?.incarnation !== incarnation)
    progress.beginRefill(incarnation, core.log.lastIndex + 1);
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
