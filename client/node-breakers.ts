/**
 * Which nodes were just seen dead (product.md 4.2): a breaker opens for 1 s, doubling to 10 s, then lets one
 * trial through. Beside it, for about a second, a hint that names the dead node for the same term is not
 * believed: a follower may not know of the death yet (edge.md 4.1, rule 2).
 */

export interface Breaker {
  readonly openUntilMs: number;
  readonly stepMs: number;
  /** The term in which it died; hints of a higher term are news. */
  readonly term: number;
  readonly hintsIgnoredUntilMs: number;
}

export type Breakers = ReadonlyMap<string, Breaker>;

const BREAKER_FIRST_MS = 1_000;
const BREAKER_CAP_MS = 10_000;
const HINT_IGNORED_MS = 1_000;
/** Names come from the wire: forget the oldest rather than grow. */
const MAX_BREAKERS = 64;

interface Death {
  readonly node: string;
  readonly term: number;
  readonly nowMs: number;
}

/** Doubles if the trial after the last opening failed too; a death seen twice while open counts once. */
export function openBreaker(breakers: Breakers, { node, term, nowMs }: Death): Breakers {
  if (node === "") return breakers;
  const before = breakers.get(node);
  const isRepeat = before !== undefined && nowMs >= before.openUntilMs;
  const stepMs =
    before === undefined
      ? BREAKER_FIRST_MS
      : Math.min(BREAKER_CAP_MS, before.stepMs * (isRepeat ? 2 : 1));
  const next = new Map(breakers);
  next.delete(node);
  next.set(node, {
    openUntilMs: nowMs + stepMs,
    stepMs,
    term,
    hintsIgnoredUntilMs: nowMs + HINT_IGNORED_MS,
  });
  for (const oldest of next.keys()) {
    if (next.size <= MAX_BREAKERS) break;
    next.delete(oldest);
  }
  return next;
}

export function closeBreaker(breakers: Breakers, node: string): Breakers {
  if (!breakers.has(node)) return breakers;
  const next = new Map(breakers);
  next.delete(node);
  return next;
}

export function openNodes(breakers: Breakers, nowMs: number): readonly string[] {
  const open: string[] = [];
  for (const [node, breaker] of breakers) if (nowMs < breaker.openUntilMs) open.push(node);
  return open;
}
