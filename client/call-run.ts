/** What one call has met on its way through its attempts. */
import type { Problem } from "./errors.ts";
import { type Chain, NEW_CHAIN } from "./leader-knowledge.ts";
import { NOTHING_TRIED } from "./problem-events.ts";

export interface Run {
  chain: Chain;
  timeouts: number;
  skews: number;
  isUnknown: boolean;
  problem: Problem;
  /** The last time that a node knew of no leader. */
  leaderless: Problem;
}

export function newRun(): Run {
  const problem = NOTHING_TRIED;
  return {
    chain: NEW_CHAIN,
    timeouts: 0,
    skews: 0,
    isUnknown: false,
    problem,
    leaderless: problem,
  };
}

export function noteProblem(run: Run, problem: Problem): void {
  run.problem = problem;
  if (problem.executed === "unknown") run.isUnknown = true;
  if (problem.class === "ATTEMPT_TIMEOUT") run.timeouts += 1;
  if (problem.class === "SKEW") run.skews += 1;
  if (problem.class === "ELECTING") run.leaderless = problem;
}

/**
 * What a call whose time is up ends with. Without a majority the last try may have met a dead node, or have been cut by
 * the end of the time, which says less than a living node did before. A write that may have been executed does not say
 * that there was nobody to execute it.
 */
export function lastWord(run: Run, isWrite: boolean): Problem {
  const saidNothing = run.problem.reason === "" && run.leaderless.reason !== "";
  return saidNothing && !isWrite ? run.leaderless : run.problem;
}
