/** Whether what was found after a cut is what was acknowledged before it. */
import type { Found } from "./found-log.ts";
import { digestOf } from "./log-model.ts";
import { Workload, type WorkloadOptions } from "./workload.ts";

export type Verdict =
  /** Everything acknowledged, and nothing or all of the step under way. */
  | { readonly kind: "kept"; readonly step: number }
  /** Not there, but the store says so itself and this member will not be counted on. */
  | { readonly kind: "noticed"; readonly why: string }
  /** An earlier step of this very log, without a word. */
  | { readonly kind: "lost"; readonly step: number; readonly acknowledged: number }
  /** A log that never was. */
  | { readonly kind: "wrong"; readonly digest: string; readonly acknowledged: number };

/** Remembers the log after every step of one workload. */
export class Judge {
  readonly #workload: Workload;
  /** Digest to the steps that have it: one that changes nothing leaves the log as it was. */
  readonly #steps = new Map<string, number[]>();
  readonly #digests: string[] = [];

  constructor(options: WorkloadOptions) {
    this.#workload = new Workload(options);
    this.#remember(0);
  }

  /**
   * `acknowledged` is the last step that must be there. `heard` may be a later one, of which it is not known whether
   * it was acknowledged before the cut or in the middle of it.
   */
  judge(found: Found, acknowledged: number, heard = acknowledged): Verdict {
    if (found.kind === "refused") return { kind: "noticed", why: found.sentence };
    if (found.isRecovering) return { kind: "noticed", why: "recovering" };
    // One more may be whole: its acknowledgement was on the way.
    while (this.#digests.length <= heard + 1) this.#remember(this.#workload.next().number);
    for (let step = heard + 1; step >= acknowledged; step -= 1)
      if (this.#digests[step] === found.digest) return { kind: "kept", step };
    const step = this.#steps.get(found.digest)?.findLast((one) => one < acknowledged);
    if (step !== undefined) return { kind: "lost", step, acknowledged };
    return { kind: "wrong", digest: found.digest, acknowledged };
  }

  #remember(step: number): void {
    const digest = digestOf(this.#workload.model);
    this.#digests[step] = digest;
    const steps = this.#steps.get(digest);
    if (steps === undefined) this.#steps.set(digest, [step]);
    else steps.push(step);
  }
}
