/**
 * A leader that is the slowest of all leaves office (raft.md §2): its disk or its event loop hangs while its
 * heartbeats, which wait for no disk, would keep it there for ever (hashicorp #503, #612, #666).
 *
 * Its disk hangs: its oldest unsynced append is older than `abdicateMs` although a quorum holds that entry without
 * it. If the others are as slow it stays, since nobody would do better. Its loop hangs: a tick came that late. One
 * outlier deposes nobody: two checks in a row must find a breach.
 */
import type { Core } from "./core.ts";
import { becomeFollower } from "./election.ts";
import { TIMING } from "./timing.ts";
import { startTransfer, tellWhenEqual } from "./transfer.ts";
import type { Index, Term } from "./types.ts";

const BREACHES = 2;

export interface Abdication {
  /** The office that is watched; another term begins anew. */
  term: Term;
  /** The first entry that is not durable here, and since when it was seen so. */
  unsynced: { readonly index: Index; readonly since: number } | null;
  /** The loop hung since the last check. */
  isLoopLate: boolean;
  checkAt: number;
  breaches: number;
}

export function newAbdication(): Abdication {
  return { term: 0, unsynced: null, isLoopLate: false, checkAt: 0, breaches: 0 };
}

/** `loopDelayMs`: how much later than due this tick comes. */
export function tickAbdication(core: Core, state: Abdication, loopDelayMs: number): void {
  if (core.role !== "leader") return;
  if (state.term !== core.term) Object.assign(state, newAbdication(), { term: core.term });
  watchDisk(core, state);
  if (loopDelayMs > TIMING.abdicateMs) state.isLoopLate = true;
  if (core.now >= state.checkAt) check(core, state);
  endInVain(core, state);
}

function watchDisk(core: Core, state: Abdication): void {
  const { durableIndex, lastIndex } = core.log;
  if (durableIndex === lastIndex) state.unsynced = null;
  else if (state.unsynced === null || state.unsynced.index <= durableIndex)
    state.unsynced = { index: durableIndex + 1, since: core.now };
}

function check(core: Core, state: Abdication): void {
  state.checkAt = core.now + TIMING.abdicationCheckMs;
  const isBreach = state.isLoopLate || isDiskBehind(core, state);
  state.isLoopLate = false;
  state.breaches = isBreach ? state.breaches + 1 : 0;
  if (state.breaches < BREACHES || core.transfer?.isAbdication === true) return;
  if (core.transfer === null) startTransfer(core, true);
  else {
    // Somebody asked for a hand-over meanwhile: it must not wait for what this leader cannot finish.
    core.transfer.isAbdication = true;
    tellWhenEqual(core);
  }
  if (core.transfer === null) stepDown(core);
}

/** Committed without being durable here: a quorum of the others holds it. */
function isDiskBehind(core: Core, { unsynced }: Abdication): boolean {
  return (
    unsynced !== null &&
    core.now - unsynced.since > TIMING.abdicateMs &&
    unsynced.index <= core.log.commitIndex
  );
}

/** Nobody took over in time. A leader that has recovered meanwhile stays after all. */
function endInVain(core: Core, state: Abdication): void {
  const { transfer } = core;
  if (transfer === null || !transfer.isAbdication || core.now < transfer.until) return;
  core.transfer = null;
  if (state.breaches >= BREACHES) stepDown(core);
}

/** Whoever is faster goes first. */
function stepDown(core: Core): void {
  becomeFollower(core, core.term, null);
  core.electionAt += TIMING.suspicionMaxMs;
}
