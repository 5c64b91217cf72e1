/** Whether what was found after a cut is what was acknowledged before it. */
import type { Standing } from "../src/raft/types.ts";
import type { Found } from "./found-log.ts";
import { digestOf } from "./log-model.ts";
import { lastSeenStep, stepOf } from "./standings.ts";
import { Workload, type WorkloadOptions } from "./workload.ts";

export type Verdict =
  /** Everything acknowledged, and nothing or all of the step under way. `seenStep` wrote the starts of others that are there. */
  | { readonly kind: "kept"; readonly step: number; readonly seenStep: number }
  /** Not there, but the store says so itself and this member will not be counted on. */
  | { readonly kind: "noticed"; readonly why: string }
  /** An earlier step of this very log, without a word. */
  | { readonly kind: "lost"; readonly step: number; readonly acknowledged: number }
  /** A log that never was. */
  | { readonly kind: "wrong"; readonly digest: string; readonly acknowledged: number };

/** What was heard before a cut. */
export interface Heard {
  /** The last step that must be there. */
  readonly acknowledged: number;
  /** A later one, of which it is not known whether it was acknowledged before the cut or in the middle of it. */
  readonly doubtful: number;
  /**
   * The last step whose starts of others must be there. Earlier than the log demands where a log goes on behind a cut: of
   * the step under way it may hold the entries, while the mark, which is written behind them, is still without the starts.
   */
  readonly seenStep: number;
  /** Said by the store. */
  readonly incarnation: number;
}

/** Remembers the log after every step of one workload. */
export class Judge {
  readonly #workload: Workload;
  readonly #keepsMark: boolean;
  /** Digest to the steps that have it: one that changes nothing leaves the log as it was. */
  readonly #steps = new Map<string, number[]>();
  readonly #digests: string[] = [];

  /** `keepsMark`: false for the control, which keeps none. */
  constructor(options: WorkloadOptions, keepsMark: boolean) {
    this.#keepsMark = keepsMark;
    this.#workload = new Workload(options);
    this.#remember(0);
  }

  judge(found: Found, heard: Heard): Verdict {
    const { acknowledged, doubtful } = heard;
    if (found.kind === "refused") return { kind: "noticed", why: found.sentence };
    if (found.standing.isRecovering) return { kind: "noticed", why: "recovering" };
    // One more may be whole: its acknowledgement was on the way.
    while (this.#digests.length <= doubtful + 1) this.#remember(this.#workload.next().number);
    for (let step = doubtful + 1; step >= acknowledged; step -= 1)
      if (this.#digests[step] === found.digest)
        return this.#lackOf(found.standing, heard) ?? kept(step, found.standing);
    const step = this.#steps.get(found.digest)?.findLast((one) => one < acknowledged);
    if (step !== undefined) return { kind: "lost", step, acknowledged };
    return { kind: "wrong", digest: found.digest, acknowledged };
  }

  /** The mark beside the log: an incarnation is never said twice, and a start that was heard of is not forgotten. */
  #lackOf({ incarnation, seen }: Standing, heard: Heard): Verdict | null {
    if (!this.#keepsMark) return null;
    const { acknowledged, doubtful } = heard;
    const step = stepOf(seen);
    if (incarnation <= heard.incarnation || step < heard.seenStep)
      return { kind: "lost", step, acknowledged };
    const digest = `incarnation ${incarnation}, starts of step ${step}`;
    return step > lastSeenStep(doubtful + 1) ? { kind: "wrong", digest, acknowledged } : null;
  }

  #remember(step: number): void {
    const digest = digestOf(this.#workload.model);
    this.#digests[step] = digest;
    const steps = this.#steps.get(digest);
    if (steps === undefined) this.#steps.set(digest, [step]);
    else steps.push(step);
  }
}

function kept(step: number, { seen }: Standing): Verdict {
  return { kind: "kept", step, seenStep: stepOf(seen) };
}
