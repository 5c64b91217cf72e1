/** Every duration of the core, in ms, with its reason (raft.md §2 and §4). */
export const TIMING = {
  /** A leader says that it lives; never behind the disk. */
  heartbeatMs: 50,
  /** The longest the driver may leave the core without a tick. */
  tickMs: 50,
  /** What passes between two inputs beyond a tick and a late timer is this process's own delay, not its leader's silence. */
  attentionMs: 75,
  /** No input for this long means that this process was paused or starved: silence then proves nothing. */
  stallMs: 200,
  /**
   * A silent leader is suspected after clamp(longest gap lately + 3 heartbeats, min, max), and campaigns are spread over
   * half of that again (suspicion.ts). Four heartbeats that are missing, if it was never late; the maximum is for those
   * whose loop is often held up.
   */
  suspicionMinMs: 200,
  suspicionMaxMs: 400,
  /** The least as long as the leader of this term was not heard for `suspicionLearnMs`, and after a start. */
  suspicionUnknownMs: 300,
  suspicionLearnMs: 3_000,
  /** A longest gap that does not come again goes by a 32nd of what it is above the usual ones each second: half in 22 s. */
  suspicionWindowMs: 1_000,
  suspicionForget: 32,
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
