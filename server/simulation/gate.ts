/** What the hunts for planted bugs come to: figures, and whether the gate is open. */
import type { Mutant } from "./mutant.ts";
import type { Finder } from "./violation.ts";

/** The issue's floor: with fewer planted a gate proves too little. */
export const MUTANTS_MIN = 40;

export interface Verdict {
  readonly mutant: Mutant;
  /** "unplanted": the hunt broke down, mostly because the patch no longer fits; as bad as a survivor. */
  readonly fate: "caught" | "survived" | "unplanted";
  /** Null when nobody found anything. By "exception" the program fell over it by itself: that says little of the watchers. */
  readonly finder: Finder | null;
  /** By which seed and rule, or what went wrong. */
  readonly how: string;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface Gate {
  readonly line: string;
  readonly exitCode: 0 | 1;
}

const FAILED = /^seed \d+ failed \(([a-z]+)\): .*$/m;

/** What a run of the simulation on the harmed program proves. */
export function verdictOf(mutant: Mutant, { code, output, errors }: Ended): Verdict {
  const [failed, by] = FAILED.exec(output) ?? [];
  if (code === 1 && failed !== undefined)
    return { mutant, finder: by as Finder, how: failed, fate: "caught" };
  const summary = output.trimEnd().split("\n").at(-1) ?? "";
  if (code === 0) return { mutant, finder: null, how: summary, fate: "survived" };
  const reason = /^Error: (.*)$/m.exec(errors)?.[1] ?? errors;
  return {
    mutant,
    finder: null,
    how: `exit ${code ?? "by a signal"}: ${reason}`,
    fate: "unplanted",
  };
}

export function lineOf({ mutant, fate, how }: Verdict): string {
  return `${fate === "caught" ? fate : fate.toUpperCase()}  ${mutant.name}: ${how}`;
}

export interface Hunted {
  readonly verdicts: readonly Verdict[];
  readonly canary: Verdict;
  /** Every bug of the list was hunted, and not only those asked for. */
  readonly isWhole: boolean;
  readonly seconds: number;
}

export function gateOf({ verdicts, canary, isWhole, seconds }: Hunted): Gate {
  const caught = verdicts.filter(({ fate }) => fate === "caught");
  const isAlarmSound = canary.fate === "survived";
  const isEnough = verdicts.length > 0 && (!isWhole || verdicts.length >= MUTANTS_MIN);
  const rows = new Set(caught.map(({ mutant }) => mutant.bug));
  const line =
    `mutants: ${verdicts.length} planted, ${caught.length} caught (${byFinder(caught)}), ` +
    `${verdicts.length - caught.length} not caught, of ${rows.size} rows of the list of known bugs, ` +
    `${isEnough ? "" : `TOO FEW, at least ${MUTANTS_MIN}, `}` +
    `canary ${isAlarmSound ? "sound" : "dead"}, ${seconds.toFixed(1)} s`;
  const isOpen = caught.length === verdicts.length && isAlarmSound && isEnough;
  return { line, exitCode: isOpen ? 0 : 1 };
}

function byFinder(caught: readonly Verdict[]): string {
  const counts = Map.groupBy(caught, ({ finder }) => finder ?? "nobody");
  const words = [...counts].map(([finder, all]) => [all.length, finder] as const);
  const sorted = words.toSorted(([one], [other]) => other - one);
  return sorted.map(([count, finder]) => `${count} by ${finder}`).join(", ") || "none";
}
