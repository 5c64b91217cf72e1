/** Starts, amnesia and the way out of it: bugs to plant. */
import { mutant } from "../mutant.ts";

export const RECOVERY_MUTANTS = [
  mutant(
    41,
    "a recovering node votes",
    {
      file: "raft/election.ts",
      find: "request.term === core.term && core.counts &&",
      put: "request.term === core.term &&",
    },
    {
      file: "raft/election.ts",
      find: "function wouldVote(core: Core, request: VoteRequest): boolean { if (!core.counts) return false;",
      put: "function wouldVote(core: Core, request: VoteRequest): boolean {",
    },
  ),
  mutant(41, "a recovering node campaigns", {
    file: "raft/election.ts",
    find: "function mayCampaign(core: Core): boolean { if (!core.counts) return false;",
    put: "function mayCampaign(core: Core): boolean {",
  }),
  mutant(41, "acknowledgements of a recovering node count", {
    file: "raft/worth.ts",
    find: "progress.isCounted = worth === undefined;",
    put: 'progress.isCounted = worth !== "uncounted";',
  }),
  mutant(41, "acknowledgements of a start that nobody recognised count", {
    file: "raft/worth.ts",
    find: "progress.isCounted = worth === undefined;",
    put: 'progress.isCounted = worth !== "recovering";',
  }),
  mutant(41, "the leader keeps the match of a node that lost it", {
    file: "raft/progress.ts",
    find: "this.match = 0; this.held = 0;",
    put: "",
  }),
  mutant(41, "a node is refilled only to the commit index", {
    file: "raft/reads.ts",
    find: "{ lastIndex }: Round,",
    put: "{ index: lastIndex }: Round,",
  }),
  mutant(
    41,
    "the round that ends a recovery counts the node itself",
    {
      file: "raft/replication.ts",
      find: "if (progress.isCounted) progress.confirmedRound =",
      put: "progress.confirmedRound =",
    },
    {
      file: "raft/reads.ts",
      find: "voter !== peer && confirmed(voter)",
      put: "confirmed(voter)",
    },
  ),
  mutant(
    41,
    "a recovery ends before all that was refilled is there",
    {
      file: "raft/refill.ts",
      find: "if (progress.held >= current.goal) tellRefilled",
      put: "tellRefilled",
    },
    {
      file: "raft/refill.ts",
      find: "|| log.durableIndex < index) return;",
      put: ") return;",
    },
  ),
  mutant(41, "a node counts before the end of its recovery is on disk", {
    file: "raft/standing.ts",
    find: "return this.#wanted.isRecovering || this.#durable.isRecovering;",
    put: "return this.#wanted.isRecovering;",
  }),
  mutant(41, "a recovered node has its vote of that term still to give", {
    file: "raft/refill.ts",
    find: "if (core.vote === null) core.setVote(from);",
    put: "",
  }),
  mutant(41, "a recovering node serves reads", {
    file: "raft/reads.ts",
    find: "if (core.standing.isRecovering) return core.emit(",
    put: "if (core.term < 0) return core.emit(",
  }),
  mutant(41, "a recovering node judges the starts of others", {
    file: "raft/claims.ts",
    find: "if (standing.isRecovering) return; const { from,",
    put: "const { from,",
  }),
  mutant(
    41,
    "a start is claimed before it is on disk",
    {
      file: "raft/claims.ts",
      find: 'core.release({ type: "claim",',
      put: 'core.send({ type: "claim",',
    },
    {
      file: "raft/claims.ts",
      find: "core.log.distrust();",
      put: "core.log.distrust(); for (const peer of core.standing.connected) claim(core, peer);",
    },
  ),
  mutant(41, "a claim is answered before it is on disk", {
    file: "raft/claims.ts",
    find: 'core.release({ type: "claimAnswer",',
    put: 'core.send({ type: "claimAnswer",',
  }),
  mutant(41, "an old answer is ignored", {
    file: "raft/claims.ts",
    find: "else if (highest >= claimed && highest < INCARNATION_MAX) recoverAs(core, highest + 1);",
    put: "",
  }),
  mutant(41, "a start counts that nobody has recognised", {
    file: "raft/standing.ts",
    find: "const counts = !this.isRecovering && this.isRecognised(inLog, self);",
    put: "const counts = !this.isRecovering;",
  }),
];
