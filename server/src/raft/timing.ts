/** Every duration of the core, in ms, with its reason (raft.md §2 and §4). */
export const TIMING = {
  /** A leader says that it lives; never behind the disk. */
  heartbeatMs: 50,
  /** The longest the driver may leave the core without a tick. */
  tickMs: 50,
  /** No input for this long means that this process was paused or starved: silence then proves nothing. */
  stallMs: 200,
  /** A silent leader is suspected after clamp(3 × usual gap, min, max) plus a random half of it. */
  suspicionMinMs: 300,
  suspicionMaxMs: 400,
  suspicionSamples: 20,
  /** A leader that has not heard a quorum for this long leaves office. */
  checkQuorumMs: 600,
  /** A hand-over of leadership that took longer is given up. */
  transferMs: 600,
  /** A leader whose disk or loop hangs for longer gives its office away, if two checks in a row find it so. */
  abdicateMs: 600,
  abdicationCheckMs: 300,
  /** Early pre-vote: wait a random moment after the leader's connection broke; a fixed 0 splits votes. */
  earlyDelayMaxMs: 10,
  earlyTries: 3,
  /** One who yielded to a better pre-candidate, or found no majority, tries again after this. */
  earlyAgainMinMs: 60,
  earlyAgainMaxMs: 120,
  /** The same after a real vote round: later than `afterVoteMs`, in which voters refuse. */
  earlyAgainAfterVoteMinMs: 120,
  earlyAgainAfterVoteMaxMs: 180,
  /** Who granted a vote refuses pre-votes for this long, so that the elected can speak first. */
  afterVoteMs: 120,
  /** A start that a connected peer has not recognised is claimed again. */
  claimAgainMs: 150,
  /** Appends without an answer for this long are asked about. */
  appendStalledMs: 200,
  /** A follower that answers but pulls nothing for this long is offered its snapshot again. */
  snapshotSilentMs: 300,
  /** After a snapshot could not be read or taken in; doubles up to the second. */
  snapshotRetryMinMs: 1_000,
  snapshotRetryMaxMs: 30_000,
  /** Unused allowance for transfers is kept no longer. */
  snapshotBurstMs: 200,
  /** After a copy of the state could not be made. */
  snapshotTakeAgainMs: 10_000,
  /** A follower asks again for a read index, with a fresh id. */
  readAgainMs: 150,
} as const;

/** Three times the usual gap between a leader's messages, in sixteenths of a ms, once it is known by enough of them. */
export function suspicionMs(gap16: number, gaps: number): number {
  const { suspicionMinMs, suspicionMaxMs, suspicionSamples } = TIMING;
  const usual = gaps < suspicionSamples ? suspicionMinMs : Math.trunc((3 * gap16) / 16);
  return Math.min(Math.max(usual, suspicionMinMs), suspicionMaxMs);
}
