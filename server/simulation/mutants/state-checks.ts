/** The comparison of states: bugs to plant. */
import { mutant } from "../mutant.ts";

export const STATE_CHECK_MUTANTS = [
  mutant(
    44,
    "the state hash is noted at the end of a transaction",
    {
      file: "chat/chat-core.ts",
      find: "if (index % this.#noteEvery === 0) this.#state.note(index);",
      put: "",
    },
    {
      file: "chat/chat-core.ts",
      find: "this.#state.finish(index, time); return results;",
      put: `for (let at = this.#state.appliedIndex + 1; at <= index; at += 1)
        if (at % this.#noteEvery === 0) this.#state.note(at);
      this.#state.finish(index, time); return results;`,
    },
  ),
  mutant(44, "a leader takes its own state for that of the majority", {
    file: "node/state-checks.ts",
    find: "return [...new Set(hashes.values())].find(hasMajority) ?? null;",
    put: "return hashes.size > 1 ? ([...hashes.values()].find(() => hasMajority) ?? null) : null;",
  }),
  mutant(44, "a node whose state differs goes on serving", {
    file: "chat/state-memory.ts",
    find: "if (own !== null && own !== expected)",
    put: "if (own === expected && own === null)",
  }),
  mutant(44, "what was noted of the state is forgotten at a restart", {
    file: "chat/note-book.ts",
    find: "this.#known = { notes, ...checks };",
    put: "this.#known = { notes: [], ...checks };",
  }),
  mutant(44, "a copy of a state that was not compared yet is given to others", {
    file: "node/snapshots.ts",
    find: "this.#unconfirmed.filter(({ base }) => base.index <= confirmedIndex);",
    put: "this.#unconfirmed.filter(({ base }) => base.index <= confirmedIndex || true);",
  }),
  mutant(44, "no state is ever compared", {
    file: "node/state-checks.ts",
    find: "if (agreed !== null) return this.#propose({ index, hash: agreed });",
    put: "if (agreed !== null) return;",
  }),
];
