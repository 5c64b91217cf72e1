/** Changes of membership: bugs to plant. */
import { mutant } from "../mutant.ts";

export const MEMBERSHIP_MUTANTS = [
  mutant(24, "a commit is counted by the old configuration", {
    file: "raft/replication.ts",
    find: "const index = quorumIndex(log.configuration, (voter) =>",
    put: "const { outgoing, voters } = log.configuration; const index = quorumIndex({ ...log.configuration, voters: outgoing.length > 0 ? outgoing : voters, outgoing: [] }, (voter) =>",
  }),
  mutant(24, "a commit is counted by the new configuration alone", {
    file: "raft/quorum.ts",
    find: "if (configuration.outgoing.length === 0) return incoming;",
    put: "return incoming;",
  }),
  mutant(24, "a vote is counted by the new configuration alone", {
    file: "raft/quorum.ts",
    find: "majoritySays(configuration.voters, saysYes) && majoritySays(configuration.outgoing, saysYes)",
    put: "majoritySays(configuration.voters, saysYes)",
  }),
  mutant(24, "a configuration is in force when it is committed, not when it is appended", {
    file: "raft/log.ts",
    find: "return this.#configurations.at(-1)?.configuration ?? NOBODY;",
    put: "return this.#configurations.findLast((one) => one.index <= Math.max(1, this.commitIndex))?.configuration ?? NOBODY;",
  }),
  mutant(24, "a configuration that was cut off stays in force", {
    file: "raft/log.ts",
    find: "this.#configurations = this.#configurations.filter((one) => one.index < from);",
    put: "",
  }),
  mutant(23, "the members are changed before the term's first commit", {
    file: "raft/reconfigure.ts",
    find: "return log.configurationIndex <= log.commitIndex && log.commitIndex >= termStart;",
    put: "return log.configurationIndex <= log.commitIndex && log.commitIndex >= termStart - 1e9;",
  }),
  mutant(
    25,
    "two changes of members at once",
    {
      file: "raft/reconfigure.ts",
      find: "return log.configurationIndex <= log.commitIndex && log.commitIndex >= termStart;",
      put: "return log.commitIndex >= termStart && log.commitIndex >= 1;",
    },
    {
      file: "raft/replication.ts",
      find: 'assert(core.log.configurationIndex <= core.log.commitIndex, "one change at a time");',
      put: "",
    },
  ),
  mutant(28, "a learner counts for commits", {
    file: "raft/replication.ts",
    find: "const index = quorumIndex(log.configuration, (voter) =>",
    put: "const index = quorumIndex({ ...log.configuration, voters: [...log.configuration.voters, ...log.configuration.learners] }, (voter) =>",
  }),
  mutant(9, "learners and members on their way out count in check-quorum", {
    file: "raft/election.ts",
    find: "if (!hasQuorum(core.log.configuration, heard)) becomeFollower(core, core.term, null);",
    put: "const all = core.log.configuration.members.map(({ id }) => id); if (all.filter(heard).length * 2 <= all.length) becomeFollower(core, core.term, null);",
  }),
  mutant(
    9,
    "a removed member counts in check-quorum",
    {
      file: "raft/replication.ts",
      find: "if (!members.some((member) => member.id === id)) core.progress.delete(id);",
      put: "void id;",
    },
    {
      file: "raft/election.ts",
      find: "if (!hasQuorum(core.log.configuration, heard)) becomeFollower(core, core.term, null);",
      put: "const all = [core.id, ...core.progress.keys()]; if (all.filter(heard).length * 2 <= all.length) becomeFollower(core, core.term, null);",
    },
  ),
  mutant(27, "an id is given a second time", {
    file: "raft/membership.ts",
    find: "const taken = [...from.members, ...(from.retired ?? [])];",
    put: "const taken = from.members;",
  }),
  mutant(27, "nobody remembers who was a member", {
    file: "raft/membership.ts",
    find: "retired: newest(past),",
    put: "retired: from.retired ?? [],",
  }),
  mutant(26, "a leader that was removed stays in office", {
    file: "raft/reconfigure.ts",
    find: "if (!configuration.voters.includes(core.id)) leaveOffice(core);",
    put: "void leaveOffice;",
  }),
  mutant(26, "the next leader leaves a joint configuration as it is", {
    file: "raft/reconfigure.ts",
    find: "if (isJoint(configuration)) return appendConfiguration(core, leaveJoint(configuration));",
    put: "if (isJoint(configuration)) { if (core.log.configurationIndex >= core.termStart) appendConfiguration(core, leaveJoint(configuration)); return; }",
  }),
  mutant(29, "a read round waits for those who were voters when it began", {
    file: "raft/raft.ts",
    find: 'if (isChanged && core.role === "leader") confirmRound(core, this.#reads);',
    put: "void isChanged;",
  }),
  mutant(28, "a learner campaigns", {
    file: "raft/election.ts",
    find: "return core.log.configurationsInPlay.some((one) => votersOf(one).includes(core.id));",
    put: "return core.log.configuration.members.some(({ id }) => id === core.id);",
  }),
];
