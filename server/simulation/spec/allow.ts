/** How the specification says no. */
import { Violation } from "../violation.ts";

/** First words of every such sentence: a hunt tells by them who found a bug. */
export const OFF_SPEC = "off the specification";

/** An event that Raft does not allow in the state it happened in. Ends the simulation of its seed. */
export class OffSpec extends Violation {}

export function allow(condition: boolean, event: string, sentence: string): asserts condition {
  if (!condition) throw new OffSpec(`${OFF_SPEC}: ${event}: ${sentence}`, "specification");
}
