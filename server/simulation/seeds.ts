/** Seeds of a normal run: `npm run sim`, and the simulation in `npm test`; no planted bug may outlive as many. */
export const NORMAL_SEEDS = 2_000;
