/**
 * Which start of a member is its newest (foundations §1). Each start of a node has a number that only rises, and a
 * nonce. It tells both to every peer; a peer that knows of no later start says *new*, else *old*. An older copy of a
 * folder, or a second process on one, has a number that was used before: whatever it would vote or acknowledge, the
 * real one may have promised otherwise. So nobody counts before a quorum has said *new*, and one *old* is enough to
 * know that this log is not to be trusted.
 *
 * The table of newest starts travels with heartbeats, which reach everybody whether or not there is anything to
 * append, and with votes: two quorums meet in a voter, and what that one knows makes a vote of an earlier start void.
 */
import type { Core } from "./core.ts";
import { becomeFollower } from "./election.ts";
import { isNewer } from "./standing.ts";
import { INCARNATION_MAX, learnStarts, seeStart } from "./starts.ts";
import { TIMING } from "./timing.ts";
import type { Claim, ClaimAnswer } from "./messages.ts";
import type { RaftId } from "./types.ts";

export function connected(core: Core, peer: RaftId): void {
  core.standing.connected.add(peer);
  // Also to one that has answered: meanwhile it may have heard of a later start.
  if (core.standing.isKept) claim(core, peer);
}

export function disconnected(core: Core, peer: RaftId): void {
  core.standing.connected.delete(peer);
}

/** What was lost is said again. */
export function tickClaims(core: Core): void {
  const { standing } = core;
  if (!standing.isKept || core.now < standing.claimAt) return;
  standing.claimAt = core.now + TIMING.claimAgainMs;
  for (const peer of standing.connected) if (!standing.isRecognisedBy(peer)) claim(core, peer);
}

/** Never before the number is on disk: after a crash it would be taken a second time. */
function claim(core: Core, to: RaftId): void {
  const { id: from, term, standing } = core;
  const { incarnation, nonce, lineage } = standing;
  const worth = standing.isRecovering ? ({ worth: "recovering" } as const) : {};
  const newest = standing.newestConfiguration(core.log.configurationEntry);
  const place = { configurationIndex: newest?.index ?? 0, configurationTerm: newest?.term ?? 0 };
  core.release({ type: "claim", from, to, term, incarnation, nonce, lineage, ...place, ...worth });
}

/** Answered by whoever relies on its own table, whatever else it may promise. */
export function onClaim(core: Core, message: Claim): void {
  const { standing } = core;
  if (standing.isRecovering) return;
  const { from, incarnation: claimed, nonce } = message;
  const highest = standing.newestOf(from);
  if (claimed > highest && descends(core, message)) {
    if (!seeStart(core, { id: from, incarnation: claimed, nonce })) return;
    const isNew = true;
    return answer(core, from, { nonce, claimed, isNew, highest: claimed }, newsFor(core, message));
  }
  const isNew = claimed === highest && nonce === standing.nonceOf(from);
  // It goes on as a later start than all, itself included.
  answer(
    core,
    from,
    { nonce, claimed, isNew, highest: Math.max(highest, claimed) },
    newsFor(core, message),
  );
}

/**
 * A number above all that were heard says little: an older copy of a folder comes to it by starting often enough. So the
 * newest start that is known here must be one that the claimant has been, or lie before its last recognised one: then
 * a quorum said *new* to that one, and this node was not among those who were asked. One that recovers promises nothing.
 */
function descends({ standing }: Core, { from, lineage, worth }: Claim): boolean {
  const highest = standing.newestOf(from);
  if (highest === 0 || worth === "recovering") return true;
  const [first] = lineage;
  if (first !== undefined && highest < first.incarnation) return true;
  const nonce = standing.nonceOf(from);
  return lineage.some((one) => one.incarnation === highest && one.nonce === nonce);
}

/** Whoever is behind may go by members that are none any more, and would wait for them in vain. */
function newsFor(core: Core, claim: Claim): Pick<ClaimAnswer, "configuration"> {
  const { configurationIndex: index, configurationTerm: term } = claim;
  const configuration = core.log.configurationEntry;
  return configuration !== null && isNewer(configuration, { index, term }) ? { configuration } : {};
}

/**
 * Nobody asked, but this start is not to be counted on: there was a later one, or it lacks what an earlier one
 * acknowledged. Whoever is told so recovers.
 */
export function tellOld(core: Core, to: RaftId, claimed: number): void {
  const { standing } = core;
  if (standing.isRecovering) return;
  const highest = Math.max(claimed, standing.newestOf(to));
  answer(core, to, { nonce: "", claimed, isNew: false, highest });
}

/** What it relies on was written down in this step or before. */
function answer(
  core: Core,
  to: RaftId,
  verdict: Pick<ClaimAnswer, "nonce" | "claimed" | "isNew" | "highest">,
  news: Pick<ClaimAnswer, "configuration"> = {},
): void {
  const { id: from, term, standing } = core;
  core.release({ type: "claimAnswer", from, to, term, ...verdict, ...standing.table, ...news });
}

export function onClaimAnswer(core: Core, message: ClaimAnswer): void {
  const { standing } = core;
  const { from, nonce, claimed, isNew, highest } = message;
  // To an earlier start, or to a number that was given up meanwhile.
  if (nonce !== "" && nonce !== standing.nonce) return;
  if (!standing.isKept || claimed !== standing.incarnation) return;
  learnStarts(core, message.seen ?? []);
  if (message.configuration !== undefined && standing.toldOf(message.configuration))
    core.emit({ kind: "membersTold" });
  if (isNew) {
    if (nonce !== "") standing.recognised(from);
    if (standing.isRecognised(core.log, core.id)) standing.settle();
  } else if (highest >= claimed && highest < INCARNATION_MAX) recoverAs(core, highest + 1);
}

/** Another start of this folder was counted: whatever that one promised, this log does not hold it. */
function recoverAs(core: Core, incarnation: number): void {
  const wasRecovering = core.standing.isRecovering;
  core.standing.recover(incarnation);
  core.log.distrust();
  if (core.role !== "follower") becomeFollower(core, core.term, null);
  core.campaignAt = null;
  if (!wasRecovering) core.emit({ kind: "standing", isRecovering: true, incarnation });
}
