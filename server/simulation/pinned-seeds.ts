/** Seeds that once found a bug, with what it was: run first, always. */
export interface PinnedSeed {
  readonly seed: number;
  readonly found: string;
}

export const PINNED_SEEDS: readonly PinnedSeed[] = [
  {
    seed: 77,
    found: "the simulator: a process killed while it opened joined the network when dead",
  },
  {
    seed: 18,
    found: "a recovering node dropped the only snapshot of what its log had let go of",
  },
  {
    seed: 34,
    found: "a node whose log named members of the past waited for their recognition for ever",
  },
  {
    seed: 1551,
    found: "who had recovered was never its own witness again: two voters waited for each other",
  },
  {
    seed: 1260,
    found: "a copy of a folder that had named no start yet passed for its newest, and counted",
  },
  {
    seed: 1278,
    found: "a word of its leader took a campaign away and left the leader lost",
  },
  {
    seed: 1540,
    found:
      "a leader on its way out that had lost its state did not campaign, and nobody else could win",
  },
  {
    seed: 10435,
    found: "late words of a recovery that was over sent its follower through a second one",
  },
];
