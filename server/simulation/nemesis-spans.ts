/** How long the faults of the nemesis last, and how often the rarer turns are taken. */
export const HOUR_MS = 3_600_000;
export const LONG_OUTAGE_MS = 800;
export const RARELY_PER_MILLE = 100;
/** From an election to the strike at the new leader. */
export const FRESH_MAX_MS = 60;
/** From a step of a snapshot to the crash: about as long as a write takes. */
export const SNAPSHOT_STEP_MAX_MS = 5;
/** One disk: longer than a leader needs to notice and to leave. All of them stop everything, so not for as long. */
export const HANG_MAX_MS = 5_000;
export const HANG_ALL_MAX_MS = 1_400;
/** Longer than a timeout each, and closer together than two checks of the leader. */
export const STALLS = 3;
export const STALL_MIN_MS = 610;
export const STALL_MAX_MS = 800;
export const STALL_GAP_MAX_MS = 200;
export const HARMED_CRASH_PER_MILLE = 500;
export const HARMED_CRASH_MAX_MS = 1_000;
/** Of 1000 connections that break, so many end with a goodbye, though nobody stops. */
export const IN_ORDER_PER_MILLE = 300;
