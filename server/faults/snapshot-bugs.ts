/** Bugs of snapshots on files to plant: each must be seen by the trial, or by the power cuts. */
import type { Patch } from "../simulation/mutant.ts";

export interface SnapshotBug {
  readonly name: string;
  readonly patches: readonly Patch[];
}

const STORE = "storage/file-snapshot-store.ts";
const SEAL = "storage/seal-snapshot.ts";
const FOLDER = "storage/snapshot-folder.ts";

function bug(name: string, ...patches: readonly Patch[]): SnapshotBug {
  return { name, patches };
}

export const SEEN_BY_TRIAL: readonly SnapshotBug[] = [
  bug("apply goes on before the copy has begun", {
    file: "chat/state-copier.ts",
    find: "if (hasBytes(path)) begin();",
    put: "begin();",
  }),
  bug("apply waits until the copy is made", {
    file: "chat/state-copier.ts",
    find: "if (hasBytes(path)) begin();",
    put: "if (path === '') begin();",
  }),
  bug("a copy of another index is believed", {
    file: "chat/state-copier.ts",
    find: "if (appliedIndex === index) return { hash };",
    put: "if (appliedIndex >= 0) return { hash };",
  }),
  bug("what was received is not judged", {
    file: STORE,
    find: 'if ("flaw" in copy) throw new Error(copy.flaw); return await this.#ask("finish", { snapshot, stateHash: copy.hash });',
    put: 'return await this.#ask("finish", { snapshot, stateHash: "flaw" in copy ? "0".repeat(32) : copy.hash });',
  }),
  bug("the rows of a state are not counted", {
    file: "chat/judge-state.ts",
    find: "if (scanned !== facts.hash)",
    put: "if (scanned === '')",
  }),
  bug("the tables of a state are not looked at", {
    file: "chat/judge-state.ts",
    find: "if (schemaOf(db) !== schemaOfVersion(version))",
    put: "if (schemaOf(db) === schemaOfVersion(-version))",
  }),
  bug("the whole is not compared with what was offered", {
    file: SEAL,
    find: "(offered.size !== size || offered.sum !== sum)",
    put: "offered.size < 0",
  }),
  bug("what was written is not read again", {
    file: SEAL,
    find: "for (const chunk of file.chunks()) await options.pace.spent(chunk.length);",
    put: "await Promise.resolve();",
  }),
  bug("a rotten chunk is handed on", {
    file: "storage/snapshot-file.ts",
    find: "if (sum !== this.tail.sums[number])",
    put: "if (sum < 0)",
  }),
  bug("a path passes for an id", {
    file: FOLDER,
    find: 'if (!isSnapshotId(id)) throw new UnsoundSnapshot("its id is none");',
    put: "",
  }),
];

export const SEEN_BY_POWER_CUTS: readonly SnapshotBug[] = [
  bug("a snapshot gets its name before it is synced", {
    file: SEAL,
    find: 'crashPoint("snapshot:described"); fsyncSync(descriptor);',
    put: "",
  }),
  bug("the folder is not synced behind a snapshot's name", {
    file: FOLDER,
    find: 'crashPoint("snapshot:renamed"); syncFolder(folder);',
    put: "",
  }),
  bug("a state is put in place that is not on the disk", {
    file: FOLDER,
    find: "to.sync();",
    put: "",
  }),
];
