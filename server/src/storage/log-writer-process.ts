/**
 * A process for tests to kill: appends batches to the log named on its command line for ever and prints the last
 * index of each once it is acknowledged.
 */
import type { Entry } from "../raft/types.ts";
import { openSqliteLogStore } from "./sqlite-log-store.ts";

const BATCH_ENTRIES = 7;
const [path = ""] = process.argv.slice(2);
const store = openSqliteLogStore({ path, create: true });
const { lastIndex } = await store.load();
append(lastIndex);

function append(behind: number): void {
  const entries = Array.from({ length: BATCH_ENTRIES }, (_, position): Entry => {
    const index = behind + 1 + position;
    return { index, term: 1, time: index, kind: "command", data: Buffer.alloc(900, index % 251) };
  });
  store.write([{ truncateFrom: null, hardState: { term: 1, vote: null }, entries }], () => {
    process.stdout.write(`${behind + BATCH_ENTRIES}\n`);
    append(behind + BATCH_ENTRIES);
  });
}
