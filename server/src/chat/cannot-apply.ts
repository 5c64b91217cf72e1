/** The log holds what this program cannot execute. It must not be skipped: the node halts and says why. */
import type { Index } from "../ports.ts";

export class CannotApply extends Error {
  override readonly name = "CannotApply";
  readonly code = "CANNOT_APPLY";
  constructor(index: Index, why: string, options?: ErrorOptions) {
    super(
      `Entry ${index} cannot be applied: ${why}. Start this node with the program version of the cluster.`,
      options,
    );
  }
}
