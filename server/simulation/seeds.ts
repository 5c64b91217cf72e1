/** Seeds of a normal run: `npm run sim`, and the simulation in `npm test`. */
export const NORMAL_SEEDS = 2_000;
/** So many of them each planted bug may take to be found. */
export const HUNT_SEEDS = 300;
