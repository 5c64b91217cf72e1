import { mutant } from "./mutant.ts";
import type { Mutant } from "./mutant.ts";
import { ABDICATION_MUTANTS } from "./mutants/abdication.ts";
import { ELECTION_MUTANTS } from "./mutants/elections.ts";
import { LOG_MUTANTS } from "./mutants/log-and-commit.ts";
import { MEMBERSHIP_MUTANTS } from "./mutants/membership.ts";
import { MARK_MUTANTS } from "./mutants/marks.ts";
import { RECOVERY_MUTANTS } from "./mutants/recovery.ts";
import { SNAPSHOT_MUTANTS } from "./mutants/snapshots.ts";
import { READ_MUTANTS } from "./mutants/reads.ts";
import { STATE_CHECK_MUTANTS } from "./mutants/state-checks.ts";
import { STORAGE_AND_CLIENT_MUTANTS } from "./mutants/storage-and-clients.ts";

export const MUTANTS: readonly Mutant[] = [
  ...ELECTION_MUTANTS,
  ...LOG_MUTANTS,
  ...MEMBERSHIP_MUTANTS,
  ...READ_MUTANTS,
  ...MARK_MUTANTS,
  ...RECOVERY_MUTANTS,
  ...SNAPSHOT_MUTANTS,
  ...STORAGE_AND_CLIENT_MUTANTS,
  ...ABDICATION_MUTANTS,
  ...STATE_CHECK_MUTANTS,
];

/** Changes nothing: the gate must call it a survivor, or it would call anything caught. */
export const CANARY = mutant(0, "canary: nothing is wrong, so nothing may be found", {
  file: "raft/replication.ts",
  find: 'core.setRole("leader", core.id);',
  put: 'core.setRole("leader", core.id); void 0;',
});
