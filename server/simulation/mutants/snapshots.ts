/** Snapshots and compaction: bugs to plant. */
import { mutant } from "../mutant.ts";

export const SNAPSHOT_MUTANTS = [
  mutant(35, "a snapshot is installed before it is durable", {
    file: "raft/snapshot.ts",
    find: 'core.emit({ kind: "finishSnapshot", snapshot });',
    put: 'core.emit({ kind: "finishSnapshot", snapshot }); onSnapshotFinished(core, id, true);',
  }),
  mutant(
    35,
    "the log lets go of more than its snapshot holds",
    {
      file: "raft/core.ts",
      find: "index <= (this.coveringSnapshot?.base.index ?? 0),",
      put: "true,",
    },
    {
      file: "raft/snapshot.ts",
      find: "const { index: covered, time } = coveringSnapshot.base;",
      put: "const { time } = coveringSnapshot.base; const covered = log.appliedIndex;",
    },
  ),
  mutant(33, "a crash in the middle of a snapshot's install finds the older one gone", {
    file: "raft/snapshot.ts",
    find: "for (const one of [core.snapshot, core.coveringSnapshot, core.incoming?.snapshot ?? null])",
    put: "for (const one of [core.snapshot, core.incoming?.snapshot ?? null])",
  }),
  mutant(33, "a snapshot is acknowledged before the log begins behind it on disk", {
    file: "raft/snapshot.ts",
    find: 'say(core, (to) => ({ type: "appendResponse", from, to, term, ...answer }), index);',
    put: 'if (core.leader !== null && core.leader !== from) core.send({ type: "appendResponse", from, to: core.leader, term, ...answer });',
  }),
  mutant(34, "an installed snapshot keeps the entries that conflict with it", {
    file: "raft/log.ts",
    find: "const isConflict = base.index <= this.lastIndex && this.termAt(base.index) !== base.term;",
    put: "const isConflict = false;",
  }),
  mutant(34, "after a restart the log begins behind a snapshot without a term", {
    file: "raft/log.ts",
    find: "this.baseTerm = stored.baseTerm;",
    put: "this.baseTerm = 0;",
  }),
  mutant(34, "a snapshot that was never installed is believed after a restart", {
    file: "node/recover-state.ts",
    find: "if (index < stored.baseIndex || index > stored.lastIndex) return false; return termAt(stored, index) === term;",
    put: "return index > 0 && termAt(stored, index) !== -term;",
  }),
  mutant(25, "a snapshot holds the first configuration, not the newest", {
    file: "raft/log.ts",
    find: "this.#configurations.findLast((one) => one.index <= index)?.entry",
    put: "this.#configurations.find((one) => one.index <= index)?.entry",
  }),
  mutant(25, "a snapshot holds a configuration that is not committed", {
    file: "raft/log.ts",
    find: "this.#configurations.findLast((one) => one.index <= index)?.entry",
    put: "this.#configurations.at(-1)?.entry",
  }),
  mutant(33, "a stale part of a snapshot is taken for the next one", {
    file: "raft/snapshot.ts",
    find: "if (chunk.id !== snapshot.id || chunk.offset !== offset) return;",
    put: "",
  }),
  mutant(37, "nothing is offered again when a part of a snapshot is lost", {
    file: "raft/snapshot.ts",
    find: "if (progress.sending !== null && core.now >= progress.sending.offerAt) offer(core, to, progress);",
    put: "",
  }),
];
