/** Reads: bugs to plant. */
import { mutant } from "../mutant.ts";

export const READ_MUTANTS = [
  mutant(29, "a leader reads before its term has committed", {
    file: "raft/reads.ts",
    find: 'core.role !== "leader" || core.log.commitIndex < core.termStart',
    put: 'core.role !== "leader"',
  }),
  mutant(30, "a read index needs no confirmation", {
    file: "raft/reads.ts",
    find: "if (!hasQuorum(core.log.configuration, confirmed)) return;",
    put: "void confirmed;",
  }),
  mutant(30, "an earlier round of heartbeats confirms a read", {
    file: "raft/reads.ts",
    find: "core.progress.get(voter)?.confirmedRound === reads.round",
    put: "(core.progress.get(voter)?.confirmedRound ?? 0) >= reads.round - 1",
  }),
  mutant(30, "a follower asks again for a read under the same id", {
    file: "raft/reads.ts",
    find: "reads.questions += 1;",
    put: "",
  }),
  mutant(32, "a read is served before its index is applied", {
    file: "node/read-waiters.ts",
    find: "const ready = this.#confirmed.filter((one) => one.index <= index);",
    put: "const ready = this.#confirmed;",
  }),
  mutant(30, "a late answer to an earlier question is taken for this one", {
    file: "raft/reads.ts",
    find: "if (asked === null || asked.id !== response.id) return;",
    put: "if (asked === null) return;",
  }),
  mutant(49, "a follower reads at its own commit index", {
    file: "raft/reads.ts",
    find: "reads.unasked.push(...ids); ask(core, reads);",
    put: 'core.emit({ kind: "readReady", ids, index: core.log.commitIndex, time: core.log.lastTime });',
  }),
  mutant(30, "a read that comes late joins the round that is out", {
    file: "raft/reads.ts",
    find: "for (const one of inRound.waiting) {",
    put: "const late = reads.waiting; reads.waiting = []; for (const one of [...inRound.waiting, ...late]) {",
  }),
  mutant(32, "an apply counts when it begins", {
    file: "node/applier.ts",
    find: "this.#measure(entries.length);",
    put: "this.#measure(entries.length); this.#applied = last.index; this.#appliedTime = last.time;",
  }),
];
