/** Seeds of a normal run, in `npm test` and for each mutant. */
export const NORMAL_SEEDS = 300;
