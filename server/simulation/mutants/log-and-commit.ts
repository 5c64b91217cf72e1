/** Log and commit: bugs to plant. */
import { mutant } from "../mutant.ts";

export const LOG_MUTANTS = [
  mutant(12, "an entry of an earlier term is committed by counting", {
    file: "raft/replication.ts",
    find: "if (index <= log.commitIndex || log.termAt(index) !== core.term) return;",
    put: "if (index <= log.commitIndex) return;",
  }),
  mutant(13, "every append cuts the log behind it", {
    file: "raft/follower.ts",
    find: "(one) => one.index > log.commitIndex && log.termAt(one.index) !== one.term,",
    put: "(one) => one.index > log.commitIndex,",
  }),
  mutant(15, "a heartbeat tells a commit index beyond the match", {
    file: "raft/replication.ts",
    find: "return Math.min(core.log.commitIndex, progress.held);",
    put: "return core.log.commitIndex;",
  }),
  mutant(16, "the sync of an overwritten entry counts for the new one", {
    file: "raft/persist-queue.ts",
    find: "lastIndex = Math.min(lastIndex, later.truncateFrom - 1);",
    put: "{}",
  }),
  mutant(
    21,
    "a waiter takes whatever entry came to its index",
    {
      file: "node/proposals.ts",
      find: 'for (const { waiter } of this.#appended.values()) waiter.reject("OUTCOME_UNKNOWN"); this.#appended.clear();',
      put: "",
    },
    {
      file: "node/proposals.ts",
      find: "waiting.term !== entry.term || result === undefined",
      put: "result === undefined",
    },
  ),
  mutant(21, "a proposal that was refused is appended in a later term", {
    file: "node/proposals.ts",
    find: '[...this.#held, ...stranded], "NOT_LEADER"); this.#held = [];',
    put: '[...this.#held, ...stranded], "NOT_LEADER"); this.#held.push(...stranded);',
  }),
  mutant(24, "half of the voters make a majority", {
    file: "raft/quorum.ts",
    find: "return Math.trunc(voters / 2) + 1;",
    put: "return Math.max(1, Math.trunc(voters / 2));",
  }),
  mutant(19, "an append is taken without its predecessor", {
    file: "raft/follower.ts",
    find: "log.termAt(request.prevIndex) !== request.prevTerm && request.prevIndex > log.commitIndex",
    put: "request.prevIndex > log.lastIndex",
  }),
  mutant(15, "an append commits beyond what it matches", {
    file: "raft/follower.ts",
    find: "commitTo(core, Math.min(request.commit, lastNew));",
    put: "commitTo(core, Math.min(request.commit, log.lastIndex));",
  }),
  mutant(15, "a follower acknowledges its whole log", {
    file: "raft/follower.ts",
    find: "success: true, index: lastNew,",
    put: "success: true, index: log.lastIndex,",
  }),
  mutant(20, "a leader opens its term without a no-op", {
    file: "raft/replication.ts",
    find: 'appendOwn(core, [entryOf(core, "noop", NOTHING, 0)]);',
    put: "",
  }),
  mutant(15, "a commit index falls back with a late message", {
    file: "raft/follower.ts",
    find: "if (index > core.log.commitIndex) core.log.commitIndex = index;",
    put: "core.log.commitIndex = Math.max(index, core.log.appliedIndex);",
  }),
  mutant(24, "one less than a majority commits", {
    file: "raft/quorum.ts",
    find: "descending[majority(voters.length) - 1]",
    put: "descending[Math.max(0, majority(voters.length) - 2)]",
  }),
  mutant(15, "what was sent counts as held", {
    file: "raft/replication.ts",
    find: "(core.progress.get(voter)?.match ?? 0),",
    put: "(core.progress.get(voter)?.next ?? 1) - 1,",
  }),
  mutant(16, "a log that was cut keeps its durable mark", {
    file: "raft/log.ts",
    find: "this.durableIndex = Math.min(this.durableIndex, this.lastIndex);",
    put: "",
  }),
  mutant(46, "a probe that was lost is never sent again", {
    file: "raft/replication.ts",
    find: 'if (progress.state === "probe") progress.isProbeSent = false;',
    put: 'if (progress.state === "probe") {}',
  }),
];
