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
];
