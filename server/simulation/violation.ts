/** Who says that something went wrong; the last two are the program's own words, and `exception` proves least. */
export type Finder =
  | "invariant"
  | "history"
  | "liveness"
  | "specification"
  | "assertion"
  | "exception";

/** Something that must never happen did. Ends the simulation of its seed. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly finder: Finder;

  constructor(sentence: string, finder: Finder = "invariant") {
    super(sentence);
    this.finder = finder;
  }
}

export function must(condition: boolean, whatMustHold: string): asserts condition {
  if (!condition) throw new Violation(whatMustHold);
}

/** The same of what clients were told: their histories do not agree with what happened. */
export function mustBeTold(condition: boolean, whatMustHold: string): asserts condition {
  if (!condition) throw new Violation(whatMustHold, "history");
}
