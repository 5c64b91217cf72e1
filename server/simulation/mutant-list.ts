/**
 * Bugs to plant into the real code, one at a time. Each is an item of raft.md's list of known bugs (`bug`); the
 * simulation must find every one. `find` must occur exactly once, white space aside, or the planting fails.
 */
export interface Patch {
  /** Below server/src. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

export interface Mutant {
  readonly name: string;
  /** Number in the list of known bugs; 0 for one of our own. */
  readonly bug: number;
  readonly patches: readonly Patch[];
}

/** The first guard against a second execution; the second is the unique key of a message. */
const FORGETS_KEYS: readonly Patch[] = [
  {
    file: "chat/client-ledger.ts",
    find: "this.#acknowledge(userId, key, record);",
    put: 'this.#acknowledge(userId, key, record); if (true) return "new";',
  },
  {
    file: "chat/client-ledger.ts",
    find: "assert(record !== undefined && key.seq > record.highestSeq,",
    put: "assert(record !== undefined,",
  },
  {
    file: "chat/client-ledger.ts",
    find: "if (answer !== null) {",
    put: "if (answer !== null && this.answer(userId, key) === undefined) {",
  },
];

export const MUTANTS: readonly Mutant[] = [
  {
    name: "a vote is granted before it is durable",
    bug: 1,
    patches: [
      {
        file: "raft/election.ts",
        find: "core.release(voteResponse(core, request, granted, core.term));",
        put: "core.send(voteResponse(core, request, granted, core.term));",
      },
    ],
  },
  {
    name: "a candidate asks before its own vote is durable",
    bug: 1,
    patches: [
      {
        file: "raft/election.ts",
        find: "core.release(voteRequest(core, voter, false));",
        put: "core.send(voteRequest(core, voter, false));",
      },
    ],
  },
  {
    name: "a vote is forgotten on stepping down",
    bug: 2,
    patches: [
      {
        file: "raft/election.ts",
        find: "if (isNewTerm) core.enterTerm(term);",
        put: "if (isNewTerm) core.enterTerm(term); else if (core.role !== 'follower') core.vote = null;",
      },
    ],
  },
  {
    name: "a vote does not ask whose log is newer",
    bug: 3,
    patches: [
      {
        file: "raft/election.ts",
        find: "core.leader === null && core.log.isUpToDate(request.lastIndex, request.lastTerm);",
        put: "core.leader === null;",
      },
      // The pre-vote asks the same, and hardly lets such a candidate pass.
      {
        file: "raft/election.ts",
        find: "if (!core.log.isUpToDate(request.lastIndex, request.lastTerm)) return false;",
        put: "",
      },
    ],
  },
  {
    name: "logs are compared by length alone",
    bug: 3,
    patches: [
      {
        file: "raft/log.ts",
        find: "return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);",
        put: "return lastIndex >= this.lastIndex || lastTerm > this.lastTerm + 1000;",
      },
    ],
  },
  {
    name: "an entry of an earlier term is committed by counting",
    bug: 12,
    patches: [
      {
        file: "raft/replication.ts",
        find: "if (index <= log.commitIndex || log.termAt(index) !== core.term) return;",
        put: "if (index <= log.commitIndex) return;",
      },
    ],
  },
  {
    name: "every append cuts the log behind it",
    bug: 13,
    patches: [
      {
        file: "raft/follower.ts",
        find: "(one) => one.index > log.commitIndex && log.termAt(one.index) !== one.term,",
        put: "(one) => one.index > log.commitIndex,",
      },
    ],
  },
  {
    name: "a heartbeat tells a commit index beyond the match",
    bug: 15,
    patches: [
      {
        file: "raft/replication.ts",
        find: "const commit = Math.min(core.log.commitIndex, progress.match);",
        put: "const commit = core.log.commitIndex;",
      },
    ],
  },
  {
    name: "the sync of an overwritten entry counts for the new one",
    bug: 16,
    patches: [
      {
        file: "raft/core.ts",
        find: "lastIndex = Math.min(lastIndex, later.truncateFrom - 1);",
        put: "{}",
      },
    ],
  },
  {
    name: "a waiter takes whatever entry came to its index",
    bug: 21,
    patches: [
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
    ],
  },
  {
    name: "a leader reads before its term has committed",
    bug: 29,
    patches: [
      {
        file: "raft/reads.ts",
        find: 'core.role !== "leader" || core.log.commitIndex < core.termStart',
        put: 'core.role !== "leader"',
      },
    ],
  },
  {
    name: "a read index needs no confirmation",
    bug: 30,
    patches: [
      {
        file: "raft/reads.ts",
        find: "if (!hasQuorum(core.log.configuration, confirmed)) return;",
        put: "void confirmed;",
      },
    ],
  },
  {
    name: "an earlier round of heartbeats confirms a read",
    bug: 30,
    patches: [
      {
        file: "raft/reads.ts",
        find: "core.progress.get(voter)?.confirmedRound === reads.round",
        put: "(core.progress.get(voter)?.confirmedRound ?? 0) >= reads.round - 1",
      },
    ],
  },
  {
    name: "a follower asks again for a read under the same id",
    bug: 30,
    patches: [{ file: "raft/reads.ts", find: "reads.questions += 1;", put: "" }],
  },
  {
    name: "an append is acknowledged before its sync",
    bug: 39,
    patches: [
      {
        file: "raft/follower.ts",
        find: "if (lastNew <= log.durableIndex && core.isHardStateDurable) core.send(response); else core.release(response);",
        put: "core.send(response);",
      },
    ],
  },
  {
    name: "a leader counts itself before its sync",
    bug: 42,
    patches: [
      {
        file: "raft/replication.ts",
        find: "voter === core.id ? log.durableIndex",
        put: "voter === core.id ? log.lastIndex",
      },
    ],
  },
  {
    name: "the writer says done when it has begun",
    bug: 39,
    patches: [
      {
        file: "node/log-writer.ts",
        find: "else this.#store.write(writes, done);",
        put: "else { this.#store.write(writes, () => undefined); done(); }",
      },
    ],
  },
  {
    name: "a follower applies what is not on its disk",
    bug: 39,
    patches: [
      {
        file: "raft/core.ts",
        find: "const commit = Math.min(this.log.commitIndex, this.log.durableIndex);",
        put: "const commit = this.log.commitIndex;",
      },
    ],
  },
  {
    name: "log time follows the clock back",
    bug: 0,
    patches: [
      {
        file: "raft/log-time.ts",
        find: "return Math.max(previous, lowerMedian);",
        put: "return lowerMedian;",
      },
    ],
  },
  {
    name: "the chat executes a repeated command again",
    bug: 47,
    patches: FORGETS_KEYS,
  },
  {
    name: "the chat keeps a message twice",
    bug: 47,
    patches: [
      ...FORGETS_KEYS,
      {
        file: "chat/schema.ts",
        find: "CREATE UNIQUE INDEX messagesKey",
        put: "CREATE INDEX messagesKey",
      },
    ],
  },
];

/** Changes nothing: the gate must call it a survivor, or it would call anything caught. */
export const CANARY: Mutant = {
  name: "canary: nothing is wrong, so nothing may be found",
  bug: 0,
  patches: [
    {
      file: "raft/replication.ts",
      find: 'core.setRole("leader", core.id);',
      put: 'core.setRole("leader", core.id); void 0;',
    },
  ],
};
