/** Leaders of no use: bugs to plant. */
import { mutant } from "../mutant.ts";

export const ABDICATION_MUTANTS = [
  mutant(45, "a leader with a hung disk stays in office", {
    file: "raft/abdication.ts",
    find: "unsynced !== null && core.now - unsynced.since > TIMING.abdicateMs &&",
    put: "unsynced !== null && core.now < unsynced.since &&",
  }),
  mutant(
    45,
    "an abdicating leader waits for its own hung disk",
    {
      file: "raft/transfer.ts",
      find: "if (log.appliedIndex < log.lastIndex && !transfer.isAbdication) return;",
      put: "if (log.appliedIndex < log.lastIndex) return;",
    },
    {
      file: "raft/abdication.ts",
      find: "if (state.breaches >= BREACHES) stepDown(core);",
      put: "",
    },
  ),
];
