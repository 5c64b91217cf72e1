/** Something that must never happen did. Ends the simulation of its seed. */
export class Violation extends Error {
  override readonly name = "Violation";
}

export function must(condition: boolean, whatMustHold: string): asserts condition {
  if (!condition) throw new Violation(whatMustHold);
}
