/** When a process that died is started again. Pure: the caller keeps the state and the clock. */

export interface RestartPolicy {
  /** Wait before the first restart; 0 is at once. */
  readonly firstDelayMs: number;
  /** Wait before the second; doubles from there. */
  readonly secondDelayMs: number;
  readonly delayMaxMs: number;
  /** A process that lived this long starts a new count. */
  readonly settledMs: number;
  /** Quick deaths in a row after which it stays down. */
  readonly quickDeathsMax: number;
}

export type RestartDecision =
  | { readonly kind: "restart"; readonly delayMs: number; readonly quickDeaths: number }
  | { readonly kind: "give-up"; readonly quickDeaths: number };

export const NODE_POLICY: RestartPolicy = {
  firstDelayMs: 500,
  secondDelayMs: 1_000,
  delayMaxMs: 5_000,
  settledMs: 10_000,
  quickDeathsMax: 8,
};

/** Everybody's only door: at once the first time. */
export const ENVOY_POLICY: RestartPolicy = { ...NODE_POLICY, firstDelayMs: 0, secondDelayMs: 250 };

/** `quickDeaths`: those before this one, in a row. */
export function afterDeath(
  policy: RestartPolicy,
  quickDeaths: number,
  uptimeMs: number,
): RestartDecision {
  const count = uptimeMs >= policy.settledMs ? 1 : quickDeaths + 1;
  if (count > policy.quickDeathsMax) return { kind: "give-up", quickDeaths: count };
  const delayMs =
    count === 1
      ? policy.firstDelayMs
      : Math.min(policy.secondDelayMs * 2 ** (count - 2), policy.delayMaxMs);
  return { kind: "restart", delayMs, quickDeaths: count };
}
