/** What is remembered beside the log, and in which order: bugs to plant. */
import { mutant } from "../mutant.ts";

export const MARK_MUTANTS = [
  mutant(41, "a log that lost its end is taken for whole", {
    file: "storage/mark.ts",
    find: "found.flaw ?? lackOf(mark, found) ??",
    put: "found.flaw ??",
  }),
  mutant(41, "a log with a rotten end is cut and taken for whole", {
    file: "storage/mark.ts",
    find: "found.flaw ?? lackOf(mark, found) ??",
    put: "null ??",
  }),
  mutant(41, "a vote that the log lost is given again", {
    file: "storage/mark.ts",
    find: "hardState: isOlder ? mark.hardState : found.hardState,",
    put: "hardState: found.hardState,",
  }),
  mutant(41, "the mark is lowered after the cut", {
    file: "storage/mark.ts",
    find: "return next === mark ? null : next;",
    put: "return next.isRecovering && next !== mark ? next : null;",
  }),
  mutant(41, "a recovery that began is forgotten by the next start", {
    file: "storage/mark.ts",
    find: "return { ...mark, incarnation: mark.incarnation + 1, mustRecopy: false, hardState, end };",
    put: "return { ...mark, isRecovering: false, incarnation: mark.incarnation + 1, hardState, end };",
  }),
  mutant(41, "starts are not counted", {
    file: "storage/mark.ts",
    find: "incarnation: mark.incarnation + 1,",
    put: "incarnation: mark.incarnation,",
  }),
];
