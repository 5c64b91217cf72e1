/** A broken invariant: a programmer's error, never an operating error. It ends the process and is never caught. */
export class AssertionFailure extends Error {
  override readonly name = "AssertionFailure";
}

/** States what must hold. Stays on in production. */
export function assert(condition: boolean, whatMustHold: string): asserts condition {
  if (!condition) throw new AssertionFailure(`invariant broken: ${whatMustHold}`);
}

/** For the default branch of a switch over a union: a new member fails to compile. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`invariant broken: unexpected ${JSON.stringify(value)}`);
}
